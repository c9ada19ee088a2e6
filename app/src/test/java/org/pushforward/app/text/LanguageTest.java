package org.pushforward.app.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LanguageTest {

    private static final Pattern INSERTED = Pattern.compile("\\{\\d}");

    private static Set<String> inserted(String text) {
        return INSERTED.matcher(text).results().map(r -> r.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyLanguageInsertsTheSame() {
        Set<String> keys = new TreeSet<>(Language.ENGLISH.bundle().keySet());
        assertThat(keys).hasSizeGreaterThan(80);
        for (Language l : Language.values()) {
            assertThat(new TreeSet<>(l.bundle().keySet())).as(l.code()).isEqualTo(keys);
            for (String key : keys) {
                assertThat(l.text(key)).as("%s in %s", key, l.code()).isNotBlank();
                assertThat(inserted(l.text(key))).as("%s in %s", key, l.code()).isEqualTo(inserted(Language.ENGLISH.text(key)));
            }
        }
    }

    @Test
    void nothingIsLeftToBeTranslated() throws IOException {
        // A bundle inherits what it lacks from the English one; its own file must not.
        Properties own = new Properties();
        try (Reader in = new InputStreamReader(LanguageTest.class.getResourceAsStream("/org/pushforward/assets/texts/window_de.properties"),
                StandardCharsets.UTF_8)) {
            own.load(in);
        }
        assertThat(own.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(Language.ENGLISH.bundle().keySet());
    }

    @Test
    void whatIsInsertedStandsWhereItShould() {
        assertThat(Language.ENGLISH.text("lesson.count", 2, 6)).isEqualTo("2 of 6");
        assertThat(Language.GERMAN.text("lesson.count", 2, 6)).isEqualTo("2 von 6");
        assertThatThrownBy(() -> Language.ENGLISH.text("no.such.key")).hasMessageContaining("no.such.key");
    }
}
