package org.pushforward.engine.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.pushforward.engine.api.InputException;

/**
 * Writes a file under a temporary name and renames it, so that nobody ever sees half of it. Several threads and processes may write
 * the same file: one of them wins. A symbolic link stays one; the file it leads to is written. Thread-safe.
 */
public final class AtomicFile {

    private static final String HINT = "choose a folder that exists and can be written";

    private AtomicFile() { }

    /** Writes the content of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** @throws InputException when the file is a folder or cannot be written */
    public static void write(Path file, Content content) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": this is a folder; give a file");
        }
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Files.createDirectories(target.getParent());
            replace(target, content);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be written", HINT, e);
        }
    }

    private static void replace(Path target, Content content) throws IOException {
        // Short, so that a name of full length still has a neighbour; unique to the thread.
        Path part = target.resolveSibling("." + ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId() + ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
                content.writeTo(out);
            }
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Makes a folder and tries whether it can be written, before long work is done for it. */
    public static void prepareFolder(Path folder) {
        try {
            Files.delete(Files.createTempFile(Files.createDirectories(folder.toAbsolutePath()), ".", ".part"));
        } catch (IOException e) {
            boolean file = Files.exists(folder) && !Files.isDirectory(folder);
            throw new InputException(folder + (file ? ": this is a file; give a folder" : ": the folder cannot be written"), HINT, e);
        }
    }
}
