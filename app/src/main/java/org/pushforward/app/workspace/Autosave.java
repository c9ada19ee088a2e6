package org.pushforward.app.workspace;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;

/**
 * Keeps a copy of one session on disk while there is work in it that is not saved: {@code autosave-<unique>.json}, and beside it a
 * {@code .lock} that the operating system holds as long as the program lives, however it ends. A copy whose lock is free was left by a
 * crash or a kill and is offered at the next start; who recovers it goes on with the same copy, so that it is lost to no second crash.
 * (Process numbers would not do: they are used again, and differ between containers that share a home.)
 */
public final class Autosave implements AutoCloseable {

    private static final String NAMES = "autosave-[\\w-]+\\.json";
    private static final String LOCKS = "autosave-[\\w-]+\\.lock";

    private final Path file;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("pushforward-autosave").factory());

    // Everything below belongs to the writer.
    private Optional<Session> kept = Optional.empty();
    private Optional<FileChannel> lock = Optional.empty();
    private boolean tried;

    private Autosave(Path file) {
        this.file = file;
    }

    /** For a session that is new; nothing is written before the first {@link #save}. */
    public static Autosave in(Path folder) {
        return new Autosave(folder.resolve("autosave-" + UUID.randomUUID() + ".json"));
    }

    /** Goes on with a copy that was left behind. */
    public static Autosave of(Path left) {
        Autosave a = new Autosave(left);
        a.writer.execute(a::hold);
        return a;
    }

    /** What to tell when nothing can be kept; empty when all is well. */
    public static Optional<String> problem(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            return Optional.of(unwritable(folder));
        }
        return Files.isWritable(folder) ? Optional.empty() : Optional.of(unwritable(folder));
    }

    private static String unwritable(Path folder) {
        return "Nothing can be kept for recovery, and settings are not remembered: " + folder + " cannot be written";
    }

    /** Of programs that ended without a session to recover, and without their last word. */
    private static void removeOldLocks(Path folder) {
        try (var files = Files.list(folder)) {
            for (Path old : files.filter(f -> f.getFileName().toString().matches(LOCKS)).toList()) {
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

    /** Where the folder cannot be written, nothing is kept. */
    private boolean hold() {
        if (!tried) {
            tried = true;
            try {
                Files.createDirectories(file.getParent());
                FileChannel channel = FileChannel.open(lockOf(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                // One who cleans up may have taken the lock's file away in between.
                if (channel.tryLock() != null && Files.exists(lockOf(file))) {
                    lock = Optional.of(channel);
                } else {
                    channel.close();
                    tried = Files.exists(lockOf(file));
                    return tried ? false : hold();
                }
            } catch (IOException | OverlappingFileLockException e) {
                warn("no session is kept for recovery: " + e);
            }
        }
        return lock.isPresent();
    }

    /** Compares and writes on a thread of its own. */
    public void save(Session session) {
        writer.execute(() -> {
            if (kept.equals(Optional.of(session)) || !hold()) {
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

    /** Nothing is unsaved any more. */
    public void clear() {
        writer.execute(() -> {
            kept = Optional.empty();
            delete(file);
        });
    }

    /** The sessions that were left behind in a folder, the newest first. */
    public static List<Path> leftBehind(Path folder) {
        removeOldLocks(folder);
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().matches(NAMES)).filter(f -> !isHeld(lockOf(f)))
                    .sorted(Comparator.comparingLong((Path f) -> f.toFile().lastModified()).reversed()).toList();
        } catch (IOException e) {
            return List.of();
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

    /** Removes a session that was left behind and that nobody wants. */
    public static void discard(Path left) {
        delete(left);
        delete(lockOf(left));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }

    private static void warn(String message) {
        System.getLogger(Autosave.class.getName()).log(System.Logger.Level.WARNING, message);
    }

    /** The session is saved or given up: what is still being written is waited for, and nothing is left to recover. */
    @Override
    public void close() {
        writer.execute(() -> {
            delete(file);
            lock.ifPresent(channel -> {
                try {
                    channel.close();
                } catch (IOException e) {
                    warn("a lock is left behind: " + e);
                }
                delete(lockOf(file));
            });
        });
        writer.close();
    }
}
