package org.pushforward.engine.io;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.run.Event;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Session files: JSON, format "pushforward-session", version 1. Sources up to {@link #EMBED_LIMIT} are embedded with their hash,
 * larger ones are named by path. Reading checks every field and ends with one {@link InputException} that names the field.
 */
public final class SessionFile {

    public static final String FORMAT = "pushforward-session";
    public static final int VERSION = 1;
    public static final long EMBED_LIMIT = 16L << 20;
    private static final long MAX_FILE = 128L << 20;
    private static final long MAX_STEP = 1_000_000_000L;
    private static final int MAX_RUNS = 64;
    private static final int MAX_SOURCES = 256;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Function<String, Experiment> experiments;
    private final Predicate<Path> mayRead;

    /**
     * @param experiments finds an experiment by id, or throws an InputException
     * @param mayRead asked before a path named inside a file is read
     */
    public SessionFile(Function<String, Experiment> experiments, Predicate<Path> mayRead) {
        this.experiments = experiments;
        this.mayRead = mayRead;
    }

    /** Writes to a temporary name first, so that a file is never half written. */
    public static void write(Path file, Session session) {
        AtomicFile.write(file, out -> out.write(toJson(session).getBytes(StandardCharsets.UTF_8)));
    }

    public static String toJson(Session session) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("version", VERSION).put("title", session.title()).put("summary", session.summary())
                .put("clock", session.clock().name().toLowerCase(Locale.ROOT));
        ArrayNode runs = root.putArray("runs");
        Map<String, SourceFile> sources = new LinkedHashMap<>();
        session.runs().forEach(r -> writeRun(runs.addObject(), r, sources));
        ViewJson.write(root.putObject("view"), session.view());
        ObjectNode files = root.putObject("sources");
        sources.forEach((hash, s) -> writeSource(files.putObject(hash), s));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void writeRun(ObjectNode node, Session.SavedRun run, Map<String, SourceFile> sources) {
        RunDefinition d = run.definition();
        node.put("name", run.name()).put("parent", run.parent()).put("forkStep", run.forkStep()).put("experiment", d.experiment().id());
        ObjectNode parameters = node.putObject("parameters");
        d.parameters().values().forEach((id, value) -> putValue(parameters, id, value, sources));
        node.put("seed", d.seed());
        ArrayNode events = node.putArray("events");
        for (Event e : d.events()) {
            ObjectNode event = events.addObject().put("step", e.step());
            switch (e.change()) {
                case Change.Set s -> putValue(event.put("set", s.parameter()), "value", s.value(), sources);
                case Change.Stroke s -> {
                    event.put("stroke", s.id()).put("radius", s.radius()).put("strength", s.strength());
                    ArrayNode xy = event.putArray("xy");
                    s.xy().forEach(xy::add);
                }
                case Change.Unstroke u -> event.put("unstroke", u.id());
            }
        }
        node.put("step", run.step()).put("frontier", run.frontier()).put("digest", run.digest());
    }

    private static void putValue(ObjectNode node, String name, Object value, Map<String, SourceFile> sources) {
        switch (value) {
            case Double d -> node.put(name, d);
            case Integer i -> node.put(name, i);
            case Boolean b -> node.put(name, b);
            case SourceFile s -> {
                sources.put(s.sha256(), s);
                node.put(name, s.sha256());
            }
            default -> node.put(name, value.toString());
        }
    }

    private static void writeSource(ObjectNode node, SourceFile source) {
        node.put("name", source.name());
        if (source.origin() == SourceFile.Origin.SAMPLE) {
            node.put("sample", source.location());
        } else if (source.origin() == SourceFile.Origin.BUILT_IN) {
            node.put("builtIn", source.location());
        } else if (source.content().length <= EMBED_LIMIT) {
            node.put("base64", Base64.getEncoder().encodeToString(source.content()));
        } else {
            node.put("path", source.location());
        }
    }

    /** A session file, or a picture that carries a session. */
    public Session read(Path file) {
        if (CarriedSession.isPicture(file)) {
            return read(file.toString(), CarriedSession.in(file).orElseThrow(() -> new InputException(file + ": this picture carries no session",
                    "pictures that Pushforward exports do, unless another program has changed them")));
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(SourceFile.read(file, MAX_FILE)));
            return read(file.toString(), text.toString());
        } catch (CharacterCodingException e) {
            throw new InputException(file + ": the file cannot be read as text", "a session is a JSON file saved by Pushforward", e);
        }
    }

    /** {@code name} is used in messages. */
    public Session read(String name, String json) {
        JsonReader root = JsonReader.parse(name, json);
        if (!root.has("format") || !root.text("format").equals(FORMAT)) {
            throw new InputException(name + ": this is not a session of Pushforward", "a session has \"format\": \"" + FORMAT + "\"");
        }
        int version = (int) root.whole("version", 1, Integer.MAX_VALUE);
        if (version > VERSION) {
            throw new InputException(name + ": the session has version " + version + ", this program reads up to version " + VERSION,
                    "open it with a newer Pushforward");
        }
        root.only("format", "version", "title", "summary", "clock", "runs", "view", "sources");
        Map<String, SourceFile> sources = readSources(root.object("sources"));
        List<JsonReader> runs = root.array("runs");
        if (runs.isEmpty() || runs.size() > MAX_RUNS) {
            throw root.error("runs", "a session has 1 to " + MAX_RUNS + " runs, found " + runs.size());
        }
        return new Session(root.text("title"), root.text("summary"), root.word("clock", Session.Clock.values()),
                runs.stream().map(r -> readRun(r, sources, runs.size())).toList(), ViewJson.read(root.object("view")));
    }

    private Map<String, SourceFile> readSources(JsonReader node) {
        Map<String, SourceFile> sources = new LinkedHashMap<>();
        if (node.names().size() > MAX_SOURCES) {
            throw node.error("", "a session has at most " + MAX_SOURCES + " sources, found " + node.names().size());
        }
        for (String hash : node.names()) {
            JsonReader s = node.object(hash);
            s.only("name", "sample", "builtIn", "base64", "path");
            SourceFile file = readSource(s);
            if (!file.sha256().equals(hash)) {
                throw s.error("", "the content of " + InputException.quoted(s.text("name")) + " does not match its hash");
            }
            sources.put(hash, file);
        }
        return sources;
    }

    private SourceFile readSource(JsonReader s) {
        if (s.has("sample")) {
            return named(s, "sample", SourceFile::sample);
        }
        if (s.has("builtIn")) {
            return SourceFile.builtIn(s.text("builtIn"));
        }
        if (s.has("base64")) {
            try {
                return SourceFile.embedded(s.text("name"), Base64.getDecoder().decode(s.text("base64")));
            } catch (IllegalArgumentException e) {
                throw s.error("base64", "not a base64 text");
            }
        }
        return named(s, "path", path -> {
            if (!mayRead.test(Path.of(path))) {
                throw new InputException("reading " + path + ", which the session names, was not allowed");
            }
            return SourceFile.file(path);
        });
    }

    private static SourceFile named(JsonReader s, String field, Function<String, SourceFile> open) {
        try {
            return open.apply(s.text(field));
        } catch (InvalidPathException e) {
            throw s.error(field, "this is not a path");
        } catch (InputException e) {
            throw e.getMessage().startsWith(s.file()) ? e : s.error(field, e);
        }
    }

    private Session.SavedRun readRun(JsonReader r, Map<String, SourceFile> sources, int count) {
        r.only("name", "parent", "forkStep", "experiment", "parameters", "seed", "events", "step", "frontier", "digest");
        Experiment experiment;
        try {
            experiment = experiments.apply(r.text("experiment"));
        } catch (InputException e) {
            throw r.error("experiment", e);
        }
        ParameterSet parameters = readParameters(experiment.defaults(), r.object("parameters"), sources);
        List<Event> events = new ArrayList<>();
        long last = 0;
        for (JsonReader e : r.array("events")) {
            last = e.whole("step", last, MAX_STEP);
            events.add(new Event(last, readChange(e, parameters, sources)));
        }
        RunDefinition definition = new RunDefinition(experiment, parameters, r.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE), events);
        return new Session.SavedRun(r.text("name"), (int) r.whole("parent", -1, count - 1), r.whole("forkStep", 0, MAX_STEP), definition,
                r.whole("step", 0, MAX_STEP), r.whole("frontier", 0, MAX_STEP), r.text("digest"));
    }

    /** What equals its default under all choices stays unassigned, so that it follows when a choice is changed. */
    private static ParameterSet readParameters(ParameterSet defaults, JsonReader node, Map<String, SourceFile> sources) {
        ParameterSet all = defaults;
        for (String id : node.names()) {
            all = all.with(id, readValue(defaults.parameter(node.known(id, defaults)), node, id, sources));
        }
        ParameterSet kept = all;
        for (String id : node.names()) {
            kept = all.value(id).equals(all.defaultOf(id)) ? kept.without(id) : kept;
        }
        return kept;
    }

    private static Change readChange(JsonReader e, ParameterSet parameters, Map<String, SourceFile> sources) {
        if (e.has("set")) {
            e.only("step", "set", "value");
            Parameter<?> p = parameters.parameter(e.known(e.text("set"), parameters));
            if (p.info().effect() != Parameter.Effect.LIVE) {
                throw e.error("set", p.id() + " cannot change while a run goes on");
            }
            return new Change.Set(p.id(), readValue(p, e, "value", sources));
        }
        if (e.has("stroke")) {
            e.only("step", "stroke", "xy", "radius", "strength");
            try {
                return new Change.Stroke(e.whole("stroke", Long.MIN_VALUE, Long.MAX_VALUE), e.reals("xy"), e.real("radius"), e.real("strength"));
            } catch (InputException wrong) {
                throw e.error("", wrong);
            }
        }
        e.only("step", "unstroke");
        return new Change.Unstroke(e.whole("unstroke", Long.MIN_VALUE, Long.MAX_VALUE));
    }

    private static long least(Parameter.Whole whole) {
        double min = Math.max(Integer.MIN_VALUE, whole.accepted().min());
        return (long) (whole.accepted().openMin() ? Math.floor(min) + 1 : Math.ceil(min));
    }

    private static long most(Parameter.Whole whole) {
        return (long) Math.floor(Math.min(Integer.MAX_VALUE, whole.accepted().max()));
    }

    private static Object readValue(Parameter<?> p, JsonReader node, String name, Map<String, SourceFile> sources) {
        try {
            return switch (p) {
                case Parameter.Real real -> real.validate(node.real(name, real.allowed()));
                case Parameter.Whole whole -> whole.validate((int) node.whole(name, least(whole), most(whole)));
                case Parameter.Flag flag -> flag.validate(node.flag(name));
                case Parameter.Choice choice -> choice.validate(node.text(name));
                case Parameter.Text text -> text.parse(node.text(name));
                case Parameter.Vector vector -> vector.parse(node.text(name));
                case Parameter.Source source -> {
                    SourceFile file = sources.get(node.text(name));
                    if (file == null) {
                        throw node.error(name, "the session has no source with this hash");
                    }
                    yield file;
                }
            };
        } catch (InputException e) {
            throw e.getMessage().startsWith(node.file()) ? e : node.error(name, e);
        }
    }
}
