package org.pushforward.app.workspace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;

/**
 * Keeps a copy of the session on disk while there is work that is not saved: {@code autosave-<unique>.json}, and beside it a
 * {@code .lock} that the operating system holds as long as the program lives, however it ends. A copy whose lock is free was left by a
 * crash or a kill and is offered at the next start. (Process numbers would not do: they are used again, and differ between containers
 * that share a home.)
 */
public final class Autosave implements AutoCloseable {

    private static final String NAMES = "autosave-[\\w-]+\\.json";
    private static final String LOCKS = "autosave-[\\w-]+\\.lock";

    private final Path folder;
    private final Path file;
    private final Optional<FileChannel> lock;
    /** What the file holds; belongs to the writer. */
    private Optional<Session> kept = Optional.empty();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pushforward-autosave").factory());

    public Autosave(Path folder) {
        this.folder = folder;
        file = folder.resolve("autosave-" + UUID.randomUUID() + ".json");
        lock = hold(lockOf(file));
        removeOldLocks();
    }

    /** What to tell when nothing can be kept; empty when all is well. */
    public Optional<String> problem() {
        return lock.isPresent() ? Optional.empty()
                : Optional.of("Nothing can be kept for recovery, and settings are not remembered: " + folder + " cannot be written");
    }

    /** Of programs that ended without a session to recover, and without their last word. */
    private void removeOldLocks() {
        try (var files = Files.list(folder)) {
            for (Path old : files.filter(f -> f.getFileName().toString().matches(LOCKS) && !f.equals(lockOf(file))).toList()) {
                Path session = old.resolveSibling(old.getFileName().toString().replace(".lock", ".json"));
                if (Files.notExists(session) && !isHeld(old)) {
                    Files.deleteIfExists(old);
                }
            }
        } catch (IOException e) {
            // The next start tries again.
        }
    }

    private static Path lockOf(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(".json", ".lock"));
    }

    /** Absent where the folder cannot be written; then nothing is kept. */
    private static Optional<FileChannel> hold(Path lock) {
        try {
            Files.createDirectories(lock.getParent());
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // One who cleans up may have taken it away in between.
            if (channel.tryLock() != null && Files.exists(lock)) {
                return Optional.of(channel);
            }
            channel.close();
            return Files.exists(lock) ? Optional.empty() : hold(lock);
        } catch (IOException e) {
            warn("no session is kept for recovery: " + e);
        }
        return Optional.empty();
    }

    /** Compares and writes on a thread of its own. */
    public void save(Session session) {
        if (lock.isPresent()) {
            writer.execute(() -> {
                if (kept.equals(Optional.of(session))) {
                    return;
                }
                kept = Optional.of(session);
                try {
                    SessionFile.write(file, session);
                } catch (InputException e) {
                    warn(e.getMessage());
                }
            });
        }
    }

    /** Nothing is unsaved any more. */
    public void clear() {
        writer.execute(() -> {
            kept = Optional.empty();
            discard(file);
        });
    }

    /** The newest session that was left behind. */
    public Optional<Path> leftBehind() {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(NAMES)).filter(f -> !f.equals(file) && !isHeld(lockOf(f)))
                    .max(Comparator.comparingLong(f -> f.toFile().lastModified()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** When in doubt, somebody is still at work. */
    private static boolean isHeld(Path lock) {
        if (Files.notExists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE); FileLock free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException | IOException e) {
            return true;
        }
    }

    /** Removes a session that was recovered or declined. */
    public void discard(Path left) {
        try {
            Files.deleteIfExists(left);
            if (!left.equals(file)) {
                Files.deleteIfExists(lockOf(left));
            }
        } catch (IOException e) {
            left.toFile().deleteOnExit();
        }
    }

    private static void warn(String message) {
        System.getLogger(Autosave.class.getName()).log(System.Logger.Level.WARNING, message);
    }

    /** A clean end: what is still being written is waited for, and nothing is left to recover. */
    @Override
    public void close() {
        writer.close();
        discard(file);
        lock.ifPresent(channel -> {
            try {
                channel.close();
                Files.deleteIfExists(lockOf(file));
            } catch (IOException e) {
                warn("a lock is left behind: " + e);
            }
        });
    }
}
