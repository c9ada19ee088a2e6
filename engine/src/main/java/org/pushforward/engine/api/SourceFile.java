package org.pushforward.engine.api;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The content of a file that a parameter names, read once, so that an experiment stays pure. Two sources are equal when their content
 * is.
 *
 * @see Parameter.Source
 */
public final class SourceFile {

    /** Where a source came from. */
    public enum Origin { SAMPLE, FILE, EMBEDDED, BUILT_IN }

    /** Larger files are refused. */
    public static final long MAX_BYTES = 256L << 20;

    private final Origin origin;
    private final String location;
    private final byte[] content;
    private final String sha256;
    private final Map<Class<?>, Reference<?>> derived = new ConcurrentHashMap<>();

    private SourceFile(Origin origin, String location, byte[] content) {
        this.origin = origin;
        this.location = location;
        this.content = content;
        this.sha256 = hash(content);
    }

    /** The sample of that name if there is one, else the file at that path. */
    public static SourceFile named(String text) {
        return text.matches("[\\w.-]+") && SourceFile.class.getResource("/samples/" + text) != null && !Files.exists(Path.of(text))
                ? sample(text) : file(text);
    }

    /** A file that ships with the program. */
    public static SourceFile sample(String name) {
        try (InputStream in = SourceFile.class.getResourceAsStream("/samples/" + name)) {
            if (in == null || !name.matches("[\\w.-]+")) {
                throw new InputException("there is no sample " + InputException.quoted(name));
            }
            return new SourceFile(Origin.SAMPLE, name, in.readAllBytes());
        } catch (IOException e) {
            throw new InputException("the sample \"" + name + "\" cannot be read: " + e.getMessage(), "", e);
        }
    }

    /** A file on disk. */
    public static SourceFile file(String path) {
        try {
            Path p = Path.of(path);
            return new SourceFile(Origin.FILE, p.toAbsolutePath().normalize().toString(), read(p, MAX_BYTES));
        } catch (InvalidPathException e) {
            throw new InputException(path + ": there is no such file", "", e);
        }
    }

    /**
     * The content of a file, which may be a pipe or a device.
     *
     * @throws InputException when there is none, when it cannot be read or has more than {@code maxBytes}
     */
    public static byte[] read(Path file, long maxBytes) {
        if (Files.isDirectory(file)) {
            throw new InputException(file + ": this is a folder; give a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            if (content.length > maxBytes) {
                throw new InputException(file + ": the file is too large; at most " + (maxBytes >> 20) + " MiB are read");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": there is no such file", "", e);
        } catch (IOException e) {
            throw new InputException(file + ": the file cannot be read", "", e);
        }
    }

    /** Something the program makes itself; the name says what. */
    public static SourceFile builtIn(String name) {
        return new SourceFile(Origin.BUILT_IN, name, ("built-in " + name).getBytes(StandardCharsets.UTF_8));
    }

    /** Content that came inside a session file. */
    public static SourceFile embedded(String name, byte[] content) {
        return new SourceFile(Origin.EMBEDDED, name, content.clone());
    }

    public Origin origin() {
        return origin;
    }

    /** Name of the sample or of what is built in, absolute path of the file, or name it had when it was embedded. */
    public String location() {
        return location;
    }

    /** The last part of the location. */
    public String name() {
        return location.substring(Math.max(location.lastIndexOf('/'), location.lastIndexOf('\\')) + 1);
    }

    /** The bytes; not to be written. */
    public byte[] content() {
        return content;
    }

    /**
     * What a reader makes of the content: read once for everybody who holds it at the same time, and given up when nobody does.
     *
     * @param reading a pure function of the content and the name
     */
    public <T> T derived(Class<T> type, Function<SourceFile, T> reading) {
        Reference<?> known = derived.get(type);
        T value = known == null ? null : type.cast(known.get());
        if (value == null) {
            value = reading.apply(this);
            derived.put(type, new WeakReference<>(value));
        }
        return value;
    }

    /** SHA-256 of the content, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof SourceFile s && s.sha256.equals(sha256);
    }

    @Override
    public int hashCode() {
        return sha256.hashCode();
    }

    @Override
    public String toString() {
        return location;
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
