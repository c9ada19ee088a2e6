package org.pushforward.app.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

@Timeout(60)
class AutosaveTest {

    @TempDir
    private Path folder;

    private static Session session() {
        Experiment e = Catalogue.defaultExperiment();
        RunDefinition d = RunDefinition.of(e, e.defaults(), 1);
        return new Session("s", "", Session.Clock.STEP, List.of(new Session.SavedRun("r", -1, 0, d, 0, 0, "")), ViewSettings.NONE);
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
            try (Autosave a = Autosave.in(folder)) {
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
        assertThat(Autosave.problem(folder)).isEmpty();
        assertThat(Autosave.leftBehind(folder)).hasSize(1);
        assertThat(old).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aHomeThatCannotBeWrittenIsTold() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path home = file.resolve("home");
        try (Autosave a = Autosave.in(home)) {
            assertThat(Autosave.problem(home)).hasValueSatisfying(p -> assertThat(p).contains(file.toString()).contains("cannot be written"));
            a.save(session());
        }
    }

    @Test
    void aLivingNeighbourIsLeftInPeace() throws Exception {
        try (Autosave neighbour = Autosave.in(folder)) {
            neighbour.save(session());
            saved();
            assertThat(Autosave.leftBehind(folder)).isEmpty();
        }
    }

    @Test
    void whatIsRecoveredStaysUntilItIsSavedOrGivenUp() throws Exception {
        Path left = Files.writeString(folder.resolve("autosave-killed.json"), "{}");
        Autosave recovered = Autosave.of(left);
        while (!Autosave.leftBehind(folder).isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(left).as("in use, and still there for the next start if this one crashes too").exists();
        recovered.close();
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void whatAKilledProcessLeavesIsOfferedEvenIfItsNumberIsUsedAgain() throws Exception {
        Path left = Files.writeString(folder.resolve("autosave-" + ProcessHandle.current().pid() + ".json"), "{}");
        assertThat(Autosave.leftBehind(folder)).contains(left);
        Path lock = Files.createFile(folder.resolve("autosave-" + ProcessHandle.current().pid() + ".lock"));
        assertThat(Autosave.leftBehind(folder)).as("a lock that nobody holds").contains(left);
        Autosave.discard(left);
        assertThat(left).doesNotExist();
        assertThat(lock).doesNotExist();
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
        try {
            while (isFree(lock)) {
                assertThat(other.isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(Autosave.leftBehind(folder)).isEmpty();
            other.destroyForcibly().waitFor();
            assertThat(Autosave.leftBehind(folder)).hasSize(1);
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
        try (Autosave mine = Autosave.in(folder)) {
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
        try (Autosave mine = Autosave.in(file.resolve("home"))) {
            mine.save(session());
            assertThat(Autosave.leftBehind(folder)).isEmpty();
        }
    }
}
