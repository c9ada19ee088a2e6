package org.pushforward.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.run.Session;

/**
 * The presets that ship with the program: session files {@code /samples/presets/<name>.json}, listed in {@code index.txt}, with
 * thumbnails {@code <name>.png} beside them.
 */
public final class Presets {

    private static final String FOLDER = "/samples/presets/";

    private Presets() { }

    /** A preset: a session under a stable name. */
    public record Preset(String name, Session session) {

        public Experiment experiment() {
            return session.runs().getFirst().definition().experiment();
        }

        public String thumbnail() {
            return FOLDER + name + ".png";
        }
    }

    /** All presets in the order of the gallery. */
    public static List<Preset> all(Function<String, Experiment> experiments) {
        SessionFile reader = new SessionFile(experiments, _ -> false);
        return resource("index.txt").lines().map(String::strip).filter(n -> !n.isEmpty())
                .map(n -> new Preset(n, reader.read(n + ".json", resource(n + ".json")))).toList();
    }

    private static String resource(String name) {
        try (InputStream in = Presets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new InputException("the preset file " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InputException("the preset file " + name + " cannot be read", "", e);
        }
    }
}
