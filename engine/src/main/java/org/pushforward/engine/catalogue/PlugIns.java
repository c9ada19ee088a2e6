package org.pushforward.engine.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.JsonReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Experiments of other people: jars in the folder {@code plugins} of the user, each naming classes that implement {@link Experiment} in {@code
 * META-INF/services/org.pushforward.engine.api.Experiment}. What they contain runs with all rights of the user, so a jar is loaded only after
 * its user has agreed to it; another content under the same name is asked about anew. A jar that cannot be loaded is left out with the reason.
 */
public final class PlugIns {

    private static final String FOLDER = "plugins";
    private static final String ANSWERS = "answers.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whether a jar may be loaded. */
    public enum Answer { UNASKED, ALLOWED, REFUSED }

    /**
     * A jar in the folder.
     *
     * @param hash SHA-256 of its bytes, in hexadecimal digits
     * @param problem why it was left out though it is allowed, or empty
     */
    public record PlugIn(Path jar, String hash, Answer answer, List<Experiment> experiments, String problem) {

        public String name() {
            return jar.getFileName().toString();
        }
    }

    private PlugIns() { }

    /**
     * Those of a user.
     *
     * @param taken experiments whose ids are taken
     */
    public static List<PlugIn> of(Path home, List<Experiment> taken) {
        Path folder = home.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        Map<String, String> answers = answers(folder);
        Set<String> ids = new HashSet<>(taken.stream().map(Experiment::id).toList());
        List<PlugIn> all = new ArrayList<>();
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.filter(f -> f.getFileName().toString().endsWith(".jar")).sorted().toList()) {
                all.add(read(jar, answers, ids));
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of(leftOut(folder, "the folder cannot be read: " + e.getMessage()));
        }
        return all;
    }

    private static PlugIn leftOut(Path jar, String problem) {
        return new PlugIn(jar, "", Answer.ALLOWED, List.of(), problem);
    }

    /** Whatever lies there, the program starts. */
    private static PlugIn read(Path jar, Map<String, String> answers, Set<String> ids) {
        String hash;
        try {
            hash = hash(jar);
        } catch (InputException e) {
            return leftOut(jar, "it cannot be read");
        }
        String known = answers.getOrDefault(jar.getFileName().toString(), "");
        Answer answer = known.equals(hash) ? Answer.ALLOWED : known.equals("no " + hash) ? Answer.REFUSED : Answer.UNASKED;
        if (answer != Answer.ALLOWED) {
            return new PlugIn(jar, hash, answer, List.of(), "");
        }
        try {
            List<Experiment> found = new ArrayList<>();
            // Never closed: its classes live as long as the program.
            for (Experiment e : ServiceLoader.load(Experiment.class, new URLClassLoader(new URL[] {url(jar)}, PlugIns.class.getClassLoader()))) {
                e.description().family();
                e.defaults();
                if (e.presets().isEmpty()) {
                    throw new InputException(e.id() + " has no preset to open with");
                }
                if (!ids.add(e.id())) {
                    throw new InputException("there is an experiment " + e.id() + " already");
                }
                found.add(e);
            }
            return new PlugIn(jar, hash, answer, List.copyOf(found), found.isEmpty() ? "it names no experiment" : "");
        } catch (Exception | LinkageError | ServiceConfigurationError e) {
            return new PlugIn(jar, hash, answer, List.of(), String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause()));
        }
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    /** Copies a jar into the folder and allows it; returns where it is. */
    public static Path add(Path home, Path jar) {
        if (!Files.isRegularFile(jar) || !jar.toString().endsWith(".jar")) {
            throw new InputException(jar + ": this is no jar", "give the jar that your build has made");
        }
        Path folder = home.resolve(FOLDER);
        AtomicFile.prepareFolder(folder);
        Path to = folder.resolve(jar.getFileName());
        try {
            Files.copy(jar, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw AtomicFile.unwritten(to.toString(), e);
        }
        answer(to, true);
        return to;
    }

    /** Keeps what the user says of a jar as it is now. */
    public static void answer(Path jar, boolean allowed) {
        Map<String, String> answers = answers(jar.getParent());
        answers.put(jar.getFileName().toString(), (allowed ? "" : "no ") + hash(jar));
        keep(jar.getParent(), answers);
    }

    public static void remove(Path home, String name) {
        Path jar = home.resolve(FOLDER).resolve(name);
        if (name.contains("/") || name.contains("\\") || !Files.isRegularFile(jar)) {
            throw new InputException("there is no plug-in " + InputException.quoted(name), "see pushforward plugins");
        }
        try {
            Files.delete(jar);
        } catch (IOException e) {
            throw AtomicFile.unwritten(jar.toString(), e);
        }
        Map<String, String> answers = answers(jar.getParent());
        answers.remove(name);
        keep(jar.getParent(), answers);
    }

    private static Map<String, String> answers(Path folder) {
        Path file = folder.resolve(ANSWERS);
        try {
            return Files.isRegularFile(file) ? new TreeMap<>(JsonReader.parse(file.toString(), Files.readString(file)).texts()) : new TreeMap<>();
        } catch (IOException | InputException e) {
            // Then they are asked about again.
            return new TreeMap<>();
        }
    }

    private static void keep(Path folder, Map<String, String> answers) {
        ObjectNode node = JSON.createObjectNode();
        answers.forEach(node::put);
        AtomicFile.write(folder.resolve(ANSWERS), out -> out.write(JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8)));
    }

    private static String hash(Path jar) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw AtomicFile.unwritten(jar.toString(), e);
        }
    }
}
