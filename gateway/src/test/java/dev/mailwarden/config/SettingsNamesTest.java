package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A setting has one name: in the file, in the program and later in the API. */
class SettingsNamesTest {

    @Test
    void aKeyIsCalledAsTheRecordComponent() {
        check(SettingsSection.CONFIGURATION, Configuration.class);
        check(NodeSection.NODE, Node.class);
        check(ListenerSection.LISTENER, Listener.class);
        check(NodeSection.CERTIFICATE, Node.Certificate.class);
        check(StorageSection.STORAGE, Node.Storage.class);
        check(SettingsSection.SETTINGS, Settings.class);
        check(RelaySection.RELAY, Settings.Relay.class);
        check(LimitsSection.LIMITS, Settings.Limits.class);
        check(ListenerLimitsSection.LISTENER_LIMITS, Settings.ListenerLimits.class);
        check(RoutesSection.ROUTES, Settings.Routes.class);
        check(DeliverySection.DELIVERY, Settings.Delivery.class);
        check(section("queue"), Settings.Queue.class);
        check(section("overload"), Settings.Overload.class);
        check(section("logs"), Settings.Logs.class);
    }

    private static Section<?> section(String name) {
        return SettingsSection.SETTINGS.keys().stream()
                .filter(key -> key.name().equals(name))
                .flatMap(key -> key.kind().section().stream())
                .findFirst()
                .orElseThrow();
    }

    private static void check(Section<?> section, Class<? extends Record> type) {
        List<String> components =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(name ->
                                name.replaceAll("([A-Z])", "-$1")
                                        .toLowerCase(java.util.Locale.ROOT))
                        .toList();
        assertThat(section.keys()).extracting(Key::name).isEqualTo(components);
    }
}
