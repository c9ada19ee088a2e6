package org.pushforward.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;

/**
 * The presets that ship with the program: session files {@code /samples/presets/<name>.json}, listed in {@code index.txt}, with
 * thumbnails {@code <name>.png} beside them.
 */
public final class Presets {

    private static final String FOLDER = "/samples/presets/";

    private Presets() { }

    /**
     * A preset: a session under a stable name.
     *
     * @param pictured steps after which a thumbnail that is not shipped is taken
     */
    public record Preset(String name, Session session, int pictured) {

        public Experiment experiment() {
            return session.runs().getFirst().definition().experiment();
        }

        public String thumbnail() {
            return FOLDER + name + ".png";
        }
    }

    /** All presets in the order of the gallery: those that an experiment declares, then its session files. */
    public static List<Preset> all(List<Experiment> experiments) {
        SessionFile reader = new SessionFile(id -> experiments.stream().filter(e -> e.id().equals(id)).findFirst().orElseThrow(), _ -> false);
        List<Preset> files = resource("index.txt").lines().map(String::strip).filter(n -> !n.isEmpty())
                .map(n -> new Preset(n, reader.read(n + ".json", resource(n + ".json")), Experiment.Preset.QUICK)).toList();
        return experiments.stream().flatMap(e -> Stream.concat(e.presets().stream().map(p -> declared(e, p)),
                files.stream().filter(f -> f.experiment() == e))).toList();
    }

    private static Preset declared(Experiment e, Experiment.Preset p) {
        RunDefinition d = RunDefinition.of(e, ParameterSet.of(e.parameters(), p.set().toArray(String[]::new)), 1);
        return new Preset(p.name(), new Session(p.title(), p.summary(), Session.Clock.STEP,
                List.of(new Session.SavedRun("this run", -1, 0, d, 0, 0, "")), ViewSettings.NONE.showing(p.panes()).pinning(p.pins())), p.pictured());
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
