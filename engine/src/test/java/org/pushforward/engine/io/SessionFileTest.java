package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.Measures;
import org.pushforward.engine.run.RelaxationExperiment;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

class SessionFileTest {

    private static final RelaxationExperiment EXPERIMENT = new RelaxationExperiment();
    private final SessionFile files = new SessionFile(id -> {
        if (!id.equals("test.relaxation")) {
            throw new InputException("there is no experiment \"" + id + "\"");
        }
        return EXPERIMENT;
    }, _ -> false);

    private static final ViewSettings VIEW = new ViewSettings(List.of("mesh", "κ"), Optional.of("mesh"), true, 1, List.of(List.of(0.58), List.of(0.25, 0.5)),
            Optional.of(new ViewSettings.Camera(0.1, -0.2, 3)), Optional.of(new ViewSettings.Orbit(-35, 32, 1, 0, 0.1, 0.2, Optional.of(new ViewSettings.Light(0.6, 0, -0.8)))), Optional.of("viridis"),
            Optional.of("fixed"), Map.of("[mesh.det]", new ViewSettings.Range(-1, 2, false)), Map.of("mesh", List.of("picture", "smooth")),
            List.of("rate"), Map.of("mesh", new Measures(List.of(new Measures.Spot(0.25, -1)), Optional.of(new Measures.Line(0, 0.1, 2, 3)), Optional.of(0.5), Optional.of("truth"), Optional.of(new Measures.Clip(2, 0.25, true)))));

    private static Session session() {
        RunDefinition d = RunDefinition.of(EXPERIMENT, EXPERIMENT.defaults().with("mode", "slow").with("rate", 0.1 + 0.2)
                .with("image", SourceFile.embedded("cat.jpg", new byte[] {1, 2, 3})), -7)
                .and(new Event(2, new Change.Set("rate", 1.0 / 3)))
                .and(new Event(2, new Change.Stroke(1, List.of(0.1, 0.2, 0.3, 0.4), 0.05, -1)))
                .and(new Event(9, new Change.Unstroke(1)));
        return new Session("A title", "", Session.Clock.STEP, List.of(new Session.SavedRun("this run", -1, 0, d, 5, 12, "ab"),
                new Session.SavedRun("fork", 0, 3, d.until(3), 3, 3, "")), VIEW);
    }

    @Test
    void readsBackWhatWasWritten(@TempDir Path folder) {
        Path file = folder.resolve("a b.json");
        SessionFile.write(file, session());
        assertThat(files.read(file)).isEqualTo(session());
        assertThat(folder.toFile().list()).as("no temporary file is left").containsExactly("a b.json");
    }

    @Test
    void everyPrefixOfAFileGivesOneClearError() {
        String json = SessionFile.toJson(session());
        for (int n = 0; n < json.length() - 2; n++) {
            String cut = json.substring(0, n);
            assertThatThrownBy(() -> files.read("cut.json", cut)).isInstanceOf(InputException.class).hasMessageStartingWith("cut.json: ")
                    .extracting(Throwable::getMessage).asString().doesNotContain("\n");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"version\" : 1|\"version\" : 2|version 2",
        "\"version\" : 1|\"version\" : 1.5|version",
        "pushforward-session|gimp|not a session",
        "\"seed\" : -7|\"seed\" : 1e999|seed",
        "\"seed\" : -7|\"seed\" : \"1\"|seed",
        "\"n\" : 4|\"n\" : 4.5|n: ",
        "\"n\" : 4|\"n\" : 0|n: 0 is not allowed; give a whole number from 1 to 1000000",
        "\"n\" : 4|\"m\" : 4|no parameter",
        "\"rate\" : 0.30000000000000004|\"rate\" : NaN|NaN (line",
        "\"rate\" : 0.30000000000000004|\"rate\" : -Infinity|Infinity (line", "\"rate\" : 0.30000000000000004|\"rate\" : \"x\"|give a number",
        "\"title\" : \"A title\"|/* mine */ \"title\" : \"A title\"|there is a comment (line", "\"title\" : \"A title\"|# mine|there is a comment (line",
        "\"title\" : \"A title\"|// mine|there is a comment (line", "\"step\" : 9|\"step\" : 9.0|9.0 is not written as a whole number; give a whole number from 2",
        "\"rate\" : 0.30000000000000004|\"rate\" : 0.3, \"rate\" : 0.3|the field \"rate\" is there twice (line",
        "\"rate\" : 0.30000000000000004|\"rate\" : 1e999|rate",
        "\"rate\" : 0.30000000000000004|\"rate\" : null|is missing",
        "\"mode\" : \"slow\"|\"mode\" : \"warp\"|warp",
        "\"mode\" : \"slow\"|\"mode\" : 3|give a text",
        "\"base64\" : \"AQID\"|\"base64\" : \"AQIE\"|does not match its hash",
        "\"base64\" : \"AQID\"|\"base64\" : \"?\"|base64",
        "\"base64\" : \"AQID\"|\"path\" : \"/etc/hostname\"|was not allowed",
        "\"base64\" : \"AQID\"|\"sample\" : \"../../secret\"|no sample",
        "\"step\" : 9|\"step\" : 1|whole number from 2",
        "\"unstroke\" : 1|\"unstrike\" : 1|unstrike",
        "\"radius\" : 0.05|\"radius\" : -1|radius",
        "test.relaxation|test.nothing|no experiment",
        "\"parent\" : 0|\"parent\" : 7|parent",
        "\"title\" : \"A title\"|\"title\" : \"A\", \"title\" : \"B\"|the field \"title\" is there twice",
        "\"title\" : \"A title\"|\"titel\" : \"A\"|titel",
    })
    void whatIsWrongIsNamed(String find, String replace, String expected) {
        String json = SessionFile.toJson(session());
        assertThat(json).contains(find);
        assertThatThrownBy(() -> files.read("bad.json", json.replace(find, replace))).isInstanceOf(InputException.class)
                .hasMessageStartingWith("bad.json").hasMessageContaining(expected);
    }

    @Test
    void deepNestingAndBinaryFilesAreRefused(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> files.read("deep.json", "[".repeat(100_000))).isInstanceOf(InputException.class);
        Path binary = Files.write(folder.resolve("x.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1, 2});
        assertThatThrownBy(() -> files.read(binary)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> files.read(folder)).isInstanceOf(InputException.class).hasMessageContaining("folder");
        assertThatThrownBy(() -> files.read(folder.resolve("none.json"))).isInstanceOf(InputException.class).hasMessageContaining("no such file");
    }

    @Test
    void aPathInsideAFileIsReadOnlyWhenAllowed(@TempDir Path folder) throws Exception {
        Path data = Files.write(folder.resolve("data.bin"), new byte[] {1, 2, 3});
        String json = SessionFile.toJson(session()).replace("\"base64\" : \"AQID\"", "\"path\" : \"" + data + "\"");
        Session read = new SessionFile(_ -> EXPERIMENT, p -> p.equals(data)).read("s.json", json);
        assertThat(read.runs().getFirst().definition().parameters().source("image").content()).containsExactly(1, 2, 3);
    }

    @Test
    void whatIsBuiltInIsKeptByName() {
        RunDefinition d = RunDefinition.of(EXPERIMENT, EXPERIMENT.defaults().withText("image", "noise"), 1);
        Session session = new Session("", "", Session.Clock.STEP, List.of(new Session.SavedRun("run", -1, 0, d, 0, 0, "")), ViewSettings.NONE);
        String json = SessionFile.toJson(session);
        assertThat(json).contains("\"builtIn\" : \"noise\"");
        assertThat(files.read("s.json", json)).isEqualTo(session);
        String hash = SourceFile.builtIn("noise").sha256();
        String other = json.replace("\"builtIn\" : \"noise\"", "\"builtIn\" : \"signal\"")
                .replace(hash, SourceFile.builtIn("signal").sha256());
        assertThatThrownBy(() -> files.read("s.json", other)).isInstanceOf(InputException.class).hasMessageContaining("signal");
    }

    @Test
    void theOrderOfTheParametersDoesNotMatter() {
        String json = SessionFile.toJson(session());
        String rate = "\"rate\" : 0.30000000000000004,";
        assertThat(json).contains(rate);
        // 0.5 is the default of the mode "fast" but the mode is "slow": the value must not be taken for a default.
        String swapped = json.replace(rate, "\"rate\" : 0.5,");
        assertThat(files.read("s.json", swapped).runs().getFirst().definition().parameters().real("rate")).isEqualTo(0.5);
        String slow = json.replace(rate, "\"rate\" : 0.25,");
        assertThat(files.read("s.json", slow).runs().getFirst().definition().parameters().isAssigned("rate")).as("the default").isFalse();
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyEventsAreReadInLinearTime() {
        StringBuilder events = new StringBuilder();
        for (int k = 0; k < 100_000; k++) {
            events.append(k == 0 ? "" : ",").append("{\"step\": ").append(k).append(", \"unstroke\": 1}");
        }
        String json = SessionFile.toJson(session()).replaceFirst("(?s)\"events\" : \\[.*?\\} \\]", "\"events\" : [" + events + "]");
        // Linear work takes a fraction of a second; copying all events for each would take minutes.
        assertThat(files.read("s.json", json).runs().getFirst().definition().events()).hasSize(100_000);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItFillsTheMemory(@TempDir Path folder) throws Exception {
        String numbers = "[" + "0,".repeat(5_000_000) + "0]";
        assertThatThrownBy(() -> files.read("big.json", "{\"format\": " + numbers + "}")).isInstanceOf(InputException.class)
                .hasMessageContaining("larger or deeper");
        StringBuilder sources = new StringBuilder();
        for (int k = 0; k < 1000; k++) {
            sources.append("\"").append(k).append("\": {\"name\": \"x\", \"path\": \"/x\"},");
        }
        assertThatThrownBy(() -> files.read("many.json", SessionFile.toJson(session()).replace("\"sources\" : {", "\"sources\" : {" + sources)))
                .isInstanceOf(InputException.class).hasMessageContaining("at most 256 sources");
        if (Files.exists(Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> files.read(Path.of("/dev/zero"))).isInstanceOf(InputException.class).hasMessageContaining("too large");
        }
    }

    @Test
    void aViewOfWordsIsUnderstood() {
        String json = SessionFile.toJson(session()).replaceFirst("(?s)\"view\" : \\{.*?\"sources\"", """
                "view" : {"camera": "0.5,0.0,2.0", "compare": "true", "panes": "a,b", "fixed [m.]": "0.0,2.5,false", "range": "run"}, "sources\"""");
        ViewSettings v = files.read("s.json", json).view();
        assertThat(v.camera()).contains(new ViewSettings.Camera(0.5, 0, 2));
        assertThat(v.panes()).containsExactly("a", "b");
        assertThat(v.compare()).isTrue();
        assertThat(v.fixed()).containsEntry("[m.]", new ViewSettings.Range(0, 2.5, false));
    }

    @Test
    void aByteOrderMarkAndNamesInAllScriptsAreFine() {
        Session odd = new Session("Ωμέγα \"日本\" 🌊\n", "", Session.Clock.TIME, session().runs(), VIEW);
        assertThat(files.read("s.json", "\ufeff" + SessionFile.toJson(odd))).isEqualTo(odd);
    }

    @Test
    void theHintOfARefusedPathReachesTheReader() {
        String json = SessionFile.toJson(session()).replace("\"base64\" : \"AQID\"", "\"path\" : \"/etc/hostname\"");
        SessionFile asking = new SessionFile(_ -> EXPERIMENT, _ -> {
            throw new InputException("not unasked", "allow it");
        });
        assertThatThrownBy(() -> asking.read("s.json", json)).isInstanceOfSatisfying(InputException.class,
                e -> assertThat(e.hint()).isEqualTo("allow it"));
    }
}
