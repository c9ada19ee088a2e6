package org.pushforward.views.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LanguageTest {

    private static final Pattern SAID = Pattern.compile("\\b(?:say|counted)\\(\"([^\"]+)\"");
    private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9.-]*)\"");
    /** What some classes put before all their keys. */
    private static final List<String> BEFORE = List.of("", "sheet.", "explain.");
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

    /** A key that the code says is there, and one that is there is said; some are put together from a name. */
    @Test
    void whatTheCodeSaysIsThereAndNothingElse() throws IOException {
        Set<String> keys = Language.ENGLISH.bundle().keySet();
        String code = "";
        for (String module : List.of("../views/src/main/java", "../app/src/main/java")) {
            try (Stream<Path> files = Files.walk(Path.of(module))) {
                for (Path f : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                    code += Files.readString(f);
                }
            }
        }
        Set<String> words = LITERAL.matcher(code).results().map(r -> r.group(1)).collect(Collectors.toSet());
        Set<String> said = SAID.matcher(code).results().map(r -> r.group(1)).filter(k -> !k.endsWith(".")).collect(Collectors.toSet());
        assertThat(said).allMatch(k -> BEFORE.stream().anyMatch(b -> keys.contains(b + k)) || keys.contains(k + ".one"));
        assertThat(keys).allMatch(k -> BEFORE.stream().filter(k::startsWith).map(b -> k.substring(b.length())).anyMatch(left -> isSaid(left, words)));
    }

    /** As a whole, for a number, or put together from what is before a dot and a name. */
    private static boolean isSaid(String key, Set<String> words) {
        return words.contains(key) || words.contains(key.replaceFirst("\\.(one|many)$", ""))
                || words.stream().anyMatch(w -> w.endsWith(".") && key.startsWith(w));
    }
}
