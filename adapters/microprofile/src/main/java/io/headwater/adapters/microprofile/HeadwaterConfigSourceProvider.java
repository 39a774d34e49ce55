package io.headwater.adapters.microprofile;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.ConfigSourceProvider;
import org.jspecify.annotations.Nullable;

/**
 * Opens the source in any implementation of MicroProfile Config, by the system properties and the environment. Where SmallRye is
 * on the class path it leaves that to {@link HeadwaterConfigSourceFactory}.
 */
public final class HeadwaterConfigSourceProvider implements ConfigSourceProvider {
    @Override
    public Iterable<ConfigSource> getConfigSources(@Nullable ClassLoader loader) {
        return isSmallRye() ? List.of() : new HeadwaterOptions(HeadwaterConfigSourceProvider::said).open();
    }

    private static boolean isSmallRye() {
        try {
            Class.forName(
                    "io.smallrye.config.ConfigSourceFactory",
                    false,
                    HeadwaterConfigSourceProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static Optional<String> said(String option) {
        var property = System.getProperty(option);
        var variable = option.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        return Optional.ofNullable(property == null ? System.getenv(variable) : property)
                .filter(text -> !text.isBlank());
    }
}
