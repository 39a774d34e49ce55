package io.headwater.bench;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The result for programs: every round of every figure, and the budgets. */
final class Json {
    private Json() {}

    static void write(Path file, Instant taken, Machine machine, Plan plan, Figures figures, List<String> failures) {
        try (var out =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), file.toFile(), JsonEncoding.UTF8)) {
            out.writeStartObject();
            out.writeStringProperty("taken", taken.toString());
            out.writeStringProperty("machine", machine.text());
            out.writeNumberProperty("rounds", plan.rounds());
            out.writeNumberProperty("share_of_full_plan", plan.share());
            out.writeArrayPropertyStart("figures");
            figures.all().forEach((key, rounds) -> {
                out.writeStartObject();
                out.writeStringProperty("metric", key.metric().name());
                out.writeStringProperty("label", key.metric().label);
                out.writeStringProperty("unit", key.metric().unit);
                out.writeNumberProperty("subscribers", key.size());
                out.writeStringProperty("server", key.who().label);
                out.writeNumberProperty("median", Figures.median(rounds));
                numbers(out, "rounds", rounds);
                out.writeEndObject();
            });
            out.writeEndArray();
            out.writeArrayPropertyStart("budgets");
            for (var budget : Budget.ALL) {
                out.writeStartObject();
                out.writeStringProperty("what", budget.what());
                out.writeNumberProperty(
                        "subscribers", budget.nearestSize(figures).orElse(budget.size()));
                out.writeNumberProperty("limit", budget.most());
                out.writeNumberProperty("stretch", budget.stretch());
                numbers(out, "rounds", budget.measured(figures));
                out.writeStringProperty("verdict", budget.verdict(figures));
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeArrayPropertyStart("failures");
            failures.forEach(out::writeString);
            out.writeEndArray();
            out.writeEndObject();
        }
    }

    private static void numbers(JsonGenerator out, String name, List<Double> numbers) {
        out.writeArrayPropertyStart(name);
        numbers.forEach(out::writeNumber);
        out.writeEndArray();
    }
}
