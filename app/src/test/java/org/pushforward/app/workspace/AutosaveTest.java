package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;

@Timeout(60)
class AutosaveTest {

    @TempDir
    private Path folder;

    private static Session session() {
        Experiment e = Catalogue.defaultExperiment();
        RunDefinition d = RunDefinition.of(e, e.defaults(), 1);
        return new Session("s", "", Session.Clock.STEP, List.of(new Session.SavedRun("r", -1, 0, d, 0, 0, "")), Map.of());
    }

    private Path saved() throws Exception {
        while (true) {
            try (var files = Files.list(folder)) {
                var found = files.filter(f -> f.toString().endsWith(".json")).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
            }
        }
    }

    @Test
    void aCleanEndLeavesNothingAlsoWhenASaveIsUnderWay() {
        for (int k = 0; k < 20; k++) {
            try (Autosave a = new Autosave(folder)) {
                a.save(session());
            }
            assertThat(folder.toFile().list()).isEmpty();
        }
    }

    @Test
    void locksWithoutASessionGo() throws Exception {
        Path old = Files.createFile(folder.resolve("autosave-old.lock"));
        Path kept = Files.createFile(folder.resolve("autosave-left.lock"));
        Files.writeString(folder.resolve("autosave-left.json"), "{}");
        try (Autosave a = new Autosave(folder)) {
            assertThat(a.problem()).isEmpty();
            assertThat(old).doesNotExist();
            assertThat(kept).exists();
        }
    }

    @Test
    void aHomeThatCannotBeWrittenIsTold() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (Autosave a = new Autosave(file.resolve("home"))) {
            assertThat(a.problem()).hasValueSatisfying(p -> assertThat(p).contains(file.toString()).contains("cannot be written"));
            a.save(session());
        }
    }

    @Test
    void aLivingNeighbourIsLeftInPeace() throws Exception {
        try (Autosave neighbour = new Autosave(folder); Autosave mine = new Autosave(folder)) {
            neighbour.save(session());
            saved();
            assertThat(mine.leftBehind()).isEmpty();
            assertThat(neighbour.leftBehind()).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeavesIsOfferedEvenIfItsNumberIsUsedAgain() throws Exception {
        try (Autosave mine = new Autosave(folder)) {
            Path left = Files.writeString(folder.resolve("autosave-" + ProcessHandle.current().pid() + ".json"), "{}");
            assertThat(mine.leftBehind()).contains(left);
            Path lock = Files.createFile(folder.resolve("autosave-" + ProcessHandle.current().pid() + ".lock"));
            assertThat(mine.leftBehind()).as("a lock that nobody holds").contains(left);
            mine.discard(left);
            assertThat(left).doesNotExist();
            assertThat(lock).doesNotExist();
        }
    }

    @Test
    void aLockOfAnotherProcessCounts() throws Exception {
        Path lock = folder.resolve("autosave-x.lock");
        Files.writeString(folder.resolve("autosave-x.json"), "{}");
        String java = ProcessHandle.current().info().command().orElseThrow();
        Path holder = Files.writeString(folder.resolve("Holder.java"), """
                void main(String[] a) throws Exception {
                    try (var c = java.nio.channels.FileChannel.open(java.nio.file.Path.of(a[0]), java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.WRITE)) {
                        c.lock();
                        System.in.read();
                    }
                }
                """);
        Process other = new ProcessBuilder(java, holder.toString(), lock.toString()).start();
        try (Autosave mine = new Autosave(folder)) {
            while (isFree(lock)) {
                assertThat(other.isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(mine.leftBehind()).isEmpty();
            other.destroyForcibly().waitFor();
            assertThat(mine.leftBehind()).isPresent();
        } finally {
            other.destroyForcibly();
        }
    }

    private static boolean isFree(Path lock) throws Exception {
        if (Files.notExists(lock)) {
            return true;
        }
        try (FileChannel c = FileChannel.open(lock, StandardOpenOption.WRITE); var free = c.tryLock()) {
            return free != null;
        }
    }

    @Test
    void afterASaveThereIsNothingToRecover() throws Exception {
        try (Autosave mine = new Autosave(folder)) {
            mine.save(session());
            Path file = saved();
            mine.clear();
            while (Files.exists(file)) {
                Thread.onSpinWait();
            }
            assertThat(folder.toFile().list()).hasSize(1).allMatch(n -> n.endsWith(".lock"));
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNoReasonToStop() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        try (Autosave mine = new Autosave(file.resolve("home"))) {
            mine.save(session());
            assertThat(mine.leftBehind()).isEmpty();
        }
    }
}
