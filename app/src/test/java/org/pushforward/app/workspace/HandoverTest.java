package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {

    private final LinkedBlockingQueue<List<Path>> opened = new LinkedBlockingQueue<>();

    @TempDir
    private Path home;

    @Test
    void aSecondStartHandsOverWhatItIsGiven() throws Exception {
        Path a = home.resolve("mit Leer\u00e4 und \u2202.json");
        try (Handover _ = Handover.listen(home, opened::add)) {
            assertThat(Handover.give(home, List.of(a, home.resolve("b.png")))).isTrue();
            assertThat(opened.take()).containsExactly(a, home.resolve("b.png"));
        }
        assertThat(home).isEmptyDirectory();
    }

    @Test
    void withoutAWindowNobodyTakesIt() {
        assertThat(Handover.give(home, List.of(home))).isFalse();
    }

    /** A killed program leaves its socket, at which nobody answers. */
    @Test
    void whatAKilledWindowLeftIsNoObstacle() throws Exception {
        Files.createFile(home.resolve("window.socket"));
        try (Handover _ = Handover.listen(home, opened::add)) {
            assertThat(Handover.give(home, List.of(home))).isTrue();
        }
    }

    @Test
    void theFirstWindowKeepsListeningWhenASecondIsClosed() {
        try (Handover _ = Handover.listen(home, opened::add)) {
            Handover.listen(home, files -> opened.add(List.of())).close();
            assertThat(Handover.give(home, List.of(home))).isTrue();
            assertThat(opened).containsExactly(List.of(home));
        }
    }

    @Test
    void aPathTooLongForASocketIsNoError() throws Exception {
        Path deep = Files.createDirectories(home.resolve("x".repeat(120)));
        try (Handover _ = Handover.listen(deep, opened::add)) {
            assertThat(Handover.give(deep, List.of(home))).isFalse();
        }
    }
}
