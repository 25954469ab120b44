package dev.mailwarden.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mailwarden.policy.Disclaimer;
import dev.mailwarden.policy.Expression;
import dev.mailwarden.policy.HeaderActions;
import dev.mailwarden.policy.Lists;
import dev.mailwarden.policy.Marking;
import dev.mailwarden.policy.Notice;
import dev.mailwarden.policy.Policy;
import dev.mailwarden.policy.Warnings;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
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
        checkSettings();
        check(RelaySection.RELAY, Settings.Relay.class);
        check(LimitsSection.LIMITS, Settings.Limits.class);
        check(ListenerLimitsSection.LISTENER_LIMITS, Settings.ListenerLimits.class);
        check(RoutesSection.ROUTES, Settings.Routes.class);
        check(DeliverySection.DELIVERY, Settings.Delivery.class);
        check(section("queue"), Settings.Queue.class);
        check(section("overload"), Settings.Overload.class);
        check(section("logs"), Settings.Logs.class);
        check(ExpressionSection.EXPRESSION, Expression.class);
        check(HeadersSection.HEADERS, HeaderActions.class);
        check(ListsSection.LISTS, Lists.class);
        check(MarkingSection.MARKING, Marking.class);
        check(NoticeSection.NOTICE, Notice.class);
        check(NoticeSection.WARNINGS, Warnings.class);
        check(NoticeSection.DISCLAIMER, Disclaimer.class);
    }

    /** The parts of the policy are keys beside the others; the last rule has a key of its own. */
    private static void checkSettings() {
        List<String> names = new ArrayList<>(components(Settings.class));
        assertThat(names.removeLast()).isEqualTo("policy");
        names.addAll(components(Policy.class));
        names.add(names.indexOf("rules") + 1, "default-rule");
        assertThat(SettingsSection.SETTINGS.keys()).extracting(Key::name).isEqualTo(names);
    }

    private static Section<?> section(String name) {
        return SettingsSection.SETTINGS.keys().stream()
                .filter(key -> key.name().equals(name))
                .flatMap(key -> key.kind().section().stream())
                .findFirst()
                .orElseThrow();
    }

    private static void check(Section<?> section, Class<? extends Record> type) {
        assertThat(section.keys()).extracting(Key::name).isEqualTo(components(type));
    }

    private static List<String> components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
                .toList();
    }
}
