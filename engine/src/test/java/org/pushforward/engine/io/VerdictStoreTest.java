package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Check;

class VerdictStoreTest {

    @TempDir
    private Path folder;

    private static Check check(String id) {
        return new Check.Reference(id, id, Check.Criterion.atMost(1), "closed form", _ -> 0);
    }

    @Test
    void twoProcessesKeepEachOthersVerdicts() {
        Path file = folder.resolve("verdicts.json");
        VerdictStore window = new VerdictStore(file);
        VerdictStore commandLine = new VerdictStore(file);
        window.put("e", Check.Verdict.of(check("a"), 0.5));
        commandLine.put("e", Check.Verdict.of(check("b"), Double.NaN));
        window.put("e", Check.Verdict.of(check("c"), 2));
        VerdictStore read = new VerdictStore(file);
        assertThat(read.verdict("e", check("a")).orElseThrow().pass()).isTrue();
        assertThat(read.verdict("e", check("b")).orElseThrow().value()).isNaN();
        assertThat(read.verdict("e", check("c")).orElseThrow().pass()).isFalse();
        assertThat(window.verdict("e", check("b"))).isPresent();
    }

    @Test
    void whatAPresetTookIsKeptWithTheVerdicts() {
        Path file = folder.resolve("verdicts.json");
        VerdictStore store = new VerdictStore(file);
        store.putSeconds("bell", 0.25);
        store.put("e", Check.Verdict.of(check("a"), 0.5));
        store.putSeconds("bell", 0.75);
        store.put("e", Check.Verdict.of(check("b"), 0.5));
        assertThat(new VerdictStore(file).seconds("bell")).as("the latest").hasValue(0.75);
        assertThat(new VerdictStore(file).seconds("ring")).isEmpty();
    }

    @Test
    void manyThreadsMayKeepVerdicts() {
        VerdictStore store = new VerdictStore(folder.resolve("verdicts.json"));
        IntStream.range(0, 50).parallel().forEach(k -> store.put("e", Check.Verdict.of(check("c" + k), 0)));
        VerdictStore read = new VerdictStore(folder.resolve("verdicts.json"));
        assertThat(IntStream.range(0, 50)).allMatch(k -> read.verdict("e", check("c" + k)).isPresent());
    }

    @Test
    void damageAndOtherVersionsCountAsEmptyAndAFolderThatCannotBeWrittenIsNoReasonToStop() throws Exception {
        Path file = folder.resolve("verdicts.json");
        for (String text : new String[] {"", "{", "[]", "{\"version\": 3}", "{\"version\": \"0\", \"machine\": \"m\", \"verdicts\": {}}"}) {
            Files.writeString(file, text);
            assertThat(new VerdictStore(file).verdict("e", check("a"))).isEmpty();
        }
        VerdictStore nowhere = new VerdictStore(Files.createFile(folder.resolve("file")).resolve("verdicts.json"));
        nowhere.put("e", Check.Verdict.of(check("a"), 0));
        assertThat(nowhere.verdict("e", check("a"))).isPresent();
    }
}
