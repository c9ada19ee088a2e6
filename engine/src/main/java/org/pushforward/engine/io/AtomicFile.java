package org.pushforward.engine.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import java.util.UUID;
import org.pushforward.engine.api.InputException;

/**
 * Writes a file under a temporary name and renames it, so that nobody ever sees half of it. The name cannot be guessed and is made
 * exclusively, so nothing that lies there is ever written to; the file keeps the permissions of the one it replaces. Several threads and
 * processes may write the same file: one of them wins. A symbolic link to a file is replaced by the file: what it leads to may belong to
 * somebody else. What is no file, a device or a pipe, is written into and never replaced. Thread-safe.
 */
public final class AtomicFile {

    private static final String HINT = "choose a folder that exists and can be written";

    private AtomicFile() { }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A file that grows over a while: under a temporary name until it is finished, and gone without a trace if it is closed before. A
     * device or a pipe cannot grow this way and is refused.
     */
    public static final class Growing implements AutoCloseable {

        private final Path target;
        private final Path part;
        private boolean finished;

        public Growing(Path file) {
            if (Files.isDirectory(file) || isStream(file)) {
                throw new InputException(file + ": this is " + (isStream(file) ? "a device or a pipe" : "a folder") + "; give a file");
            }
            target = file.toAbsolutePath();
            part = AtomicFile.part(target);
            try {
                Files.createDirectories(target.getParent());
                Files.createFile(part);
            } catch (IOException e) {
                throw unwritten(file.toString(), e);
            }
        }

        /** What to write to meanwhile. */
        public Path part() {
            return part;
        }

        /** Gives the file its name. */
        public void finish() {
            try {
                rename(part, target);
                finished = true;
            } catch (IOException e) {
                throw unwritten(target.toString(), e);
            }
        }

        @Override
        public void close() {
            try {
                if (!finished) {
                    Files.deleteIfExists(part);
                }
            } catch (IOException e) {
                throw unwritten(part.toString(), e);
            }
        }
    }

    /** @throws InputException when the file is a folder or cannot be written */
    public static void write(Path file, Content content) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": this is a folder; give a file");
        }
        try {
            if (isStream(file)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.WRITE))) {
                    content.writeTo(out);
                }
                return;
            }
            Path target = file.toAbsolutePath();
            Files.createDirectories(target.getParent());
            replace(target, content);
        } catch (IOException e) {
            throw unwritten(file.toString(), e);
        }
    }

    /** Whether it is a device or a pipe, or a link to one. */
    public static boolean isStream(Path file) {
        return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    }

    /** What to say when something could not be written; a full disk is called that. */
    public static InputException unwritten(String what, IOException e) {
        String reason = String.valueOf(e.getMessage());
        if (reason.contains("No space left") || reason.contains("quota") || reason.contains("not enough space")) {
            return new InputException(what + ": cannot be written, the disk is full", "make room, or choose another folder", e);
        }
        boolean denied = e instanceof AccessDeniedException || reason.contains("Permission denied");
        boolean readOnly = reason.contains("Read-only file system");
        return new InputException(what + ": cannot be written" + (denied ? ", that is not permitted" : readOnly ? ", the disk is read-only" : ""), HINT, e);
    }

    private static void replace(Path target, Content content) throws IOException {
        Path part = part(target);
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
                content.writeTo(out);
            }
            rename(part, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Short, so that a name of full length still has a neighbour. */
    private static Path part(Path target) {
        return target.resolveSibling("." + UUID.randomUUID().toString().substring(9) + ".part");
    }

    private static void rename(Path part, Path target) throws IOException {
        keepPermissions(target, part);
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        Optional<PosixFileAttributeView> old = view(from);
        if (old.isPresent() && Files.isRegularFile(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.setPosixFilePermissions(to, old.get().readAttributes().permissions());
        }
    }

    /** Absent where files have no such permissions. */
    private static Optional<PosixFileAttributeView> view(Path file) {
        return Optional.ofNullable(Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS));
    }

    /** Makes a folder and tries whether it can be written, before long work is done for it. */
    public static void prepareFolder(Path folder) {
        try {
            Files.delete(Files.createTempFile(Files.createDirectories(folder.toAbsolutePath()), ".", ".part"));
        } catch (IOException e) {
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new InputException(folder + ": this is a file; give a folder", HINT, e);
            }
            throw unwritten(folder.toString(), e);
        }
    }
}
