package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever stands in the file, the program starts. */
class PreferencesTest {

    private enum Color { RED, GREEN }

    @TempDir
    private Path home;

    private Preferences of(String text) throws Exception {
        Files.writeString(home.resolve("preferences.json"), text);
        return new Preferences(home);
    }

    @Test
    void whatIsAllowedIsTaken() throws Exception {
        Preferences p = of("{\"color\": \"GREEN\", \"width\": \"1200.5\"}");
        assertThat(p.word("color", Color.RED)).isEqualTo(Color.GREEN);
        assertThat(p.number("width", 100, 2000, 7)).isEqualTo(1200.5);
        assertThat(p.word("other", Color.RED)).isEqualTo(Color.RED);
        assertThat(p.notices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURPLE", "green", "", "NaN"})
    void aWordThatIsUnknownIsIgnoredWithANotice(String word) throws Exception {
        Preferences p = of("{\"color\": \"" + word + "\"}");
        assertThat(p.word("color", Color.RED)).isEqualTo(Color.RED);
        assertThat(p.notices()).singleElement().asString().contains("color", "RED or GREEN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-1", "1e9", "wide"})
    void aNumberOutOfRangeIsIgnoredWithANotice(String number) throws Exception {
        Preferences p = of("{\"width\": \"" + number + "\"}");
        assertThat(p.number("width", 100, 2000, 7)).isEqualTo(7);
        assertThat(p.notices()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[1]", "{", "null", "{\"color\": 3}"})
    void aFileThatIsNoneIsIgnoredWithANotice(String text) throws Exception {
        assertThat(of(text).notices()).singleElement().asString().contains("ignored");
    }

    @Test
    void whatStoppedAStartIsSetAside() throws Exception {
        of("{\"color\": \"GREEN\"}");
        Path aside = Preferences.setAside(home).orElseThrow();
        assertThat(aside).content().contains("GREEN");
        assertThat(new Preferences(home).text("color")).isEmpty();
        assertThat(Preferences.setAside(home)).isEmpty();
    }
}
