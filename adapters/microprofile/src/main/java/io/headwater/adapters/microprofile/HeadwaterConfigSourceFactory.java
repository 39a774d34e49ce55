package io.headwater.adapters.microprofile;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Opens the source in SmallRye, and so in Quarkus, by whatever the sources that are there already say, files included. */
public final class HeadwaterConfigSourceFactory implements ConfigSourceFactory {
    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        return new HeadwaterOptions(option -> said(context, option)).open();
    }

    private static Optional<String> said(ConfigSourceContext context, String option) {
        return Optional.ofNullable(context.getValue(option))
                .flatMap(found -> Optional.ofNullable(found.getValue()))
                .filter(text -> !text.isBlank());
    }
}
