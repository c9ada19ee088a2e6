package org.pushforward.app.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;

/**
 * Keeps a copy of the session on disk while there is work that is not saved, one file a process. A copy whose process is gone was left
 * by a crash or a kill and is offered at the next start.
 */
public final class Autosave implements AutoCloseable {

    private static final String PREFIX = "autosave-";

    private final Path folder;
    private final Path file;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pushforward-autosave").factory());

    public Autosave(Path folder) {
        this.folder = folder;
        file = folder.resolve(PREFIX + ProcessHandle.current().pid() + ".json");
    }

    /** Writes on a thread of its own. */
    public void save(Session session) {
        writer.execute(() -> {
            try {
                SessionFile.write(file, session);
            } catch (InputException e) {
                System.getLogger(Autosave.class.getName()).log(System.Logger.Level.WARNING, e.getMessage());
            }
        });
    }

    /** The newest session that a dead process left behind. */
    public Optional<Path> leftBehind() {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(PREFIX + "\\d+\\.json")).filter(f -> !isAlive(f))
                    .max((a, b) -> Long.compare(a.toFile().lastModified(), b.toFile().lastModified()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Removes a session that was recovered or declined. */
    public void discard(Path left) {
        try {
            Files.deleteIfExists(left);
        } catch (IOException e) {
            left.toFile().deleteOnExit();
        }
    }

    private static boolean isAlive(Path f) {
        long pid = Long.parseLong(f.getFileName().toString().replaceAll("\\D", ""));
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** A clean end: nothing is left to recover. */
    @Override
    public void close() {
        writer.shutdown();
        discard(file);
    }
}
