package org.pushforward.engine.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
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
    private static final String OWN = "presets";
    private static final String OWN_NAME = "own/";

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

    /**
     * Those that a user keeps, {@code presets/*.json} in the folder of the program, by the names of their files.
     *
     * @param problem is told what cannot be read
     */
    public static List<Preset> own(Path home, List<Experiment> experiments, Consumer<InputException> problem) {
        Path folder = home.resolve(OWN);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        SessionFile reader = new SessionFile(id -> experiments.stream().filter(e -> e.id().equals(id)).findFirst()
                .orElseThrow(() -> new InputException("there is no experiment " + InputException.quoted(id))), _ -> false);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().endsWith(".json")).sorted().flatMap(f -> {
                try {
                    return Stream.of(new Preset(OWN_NAME + f.getFileName().toString().replaceFirst("\\.json$", ""), reader.read(f), Experiment.Preset.QUICK));
                } catch (InputException e) {
                    problem.accept(e);
                    return Stream.empty();
                }
            }).toList();
        } catch (IOException e) {
            problem.accept(AtomicFile.unwritten(folder.toString(), e));
            return List.of();
        }
    }

    /** Keeps a session as a preset; the file can be sent to others. */
    public static Path keep(Path home, Session session) {
        String name = session.title().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        Path file = home.resolve(OWN).resolve((name.isEmpty() ? "preset" : name) + ".json");
        SessionFile.write(file, session);
        return file;
    }

    /** Deletes what {@link #keep} kept under the name of {@link #own}. */
    public static void forget(Path home, String name) {
        Path file = home.resolve(OWN).resolve(name.substring(OWN_NAME.length()) + ".json");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw AtomicFile.unwritten(file.toString(), e);
        }
    }

    public static boolean isOwn(String name) {
        return name.startsWith(OWN_NAME);
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
