package org.pushforward.app.serve;

import static org.pushforward.app.serve.Call.Argument.maybe;
import static org.pushforward.app.serve.Call.Argument.needed;
import static org.pushforward.app.serve.Call.Kind.BOOLEAN;
import static org.pushforward.app.serve.Call.Kind.INTEGER;
import static org.pushforward.app.serve.Call.Kind.NUMBER;
import static org.pushforward.app.serve.Call.Kind.OBJECT;
import static org.pushforward.app.serve.Call.Kind.STRING;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pushforward.app.export.AsJson;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.SessionExport;
import org.pushforward.app.export.SessionPicture;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Target;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.JsonReader;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.Verifier;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.SessionPage;
import org.pushforward.views.raster.SnapshotHistory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * All that can be asked for, over a desk: the same commands as the buttons of the window. A call returns when what it asks for is done and
 * the runs show it; one is answered at a time, but for those that look and that pause.
 */
final class Calls {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MOST_STEPS = 10_000_000;
    private static final int MOST_PIXELS = 8192;
    /** Seconds that are waited unless others are given. */
    private static final double PATIENCE = 60;
    private static final Set<String> AT_ANY_TIME = Set.of("state", "pause");

    private final Desk desk;
    private final boolean allowPaths;
    private final List<Call> all;
    private Optional<InputException> refused = Optional.empty();

    Calls(Desk desk, boolean allowPaths) {
        this.desk = desk;
        this.allowPaths = allowPaths;
        all = Stream.concat(acts(), questions()).toList();
    }

    List<Call> all() {
        return all;
    }

    /** To look and to pause is possible while somebody else waits. */
    Answer answer(Call call, JsonReader given) {
        if (AT_ANY_TIME.contains(call.name())) {
            return call.answer(given);
        }
        synchronized (this) {
            return call.answer(given);
        }
    }

    // ---- what changes something

    private Stream<Call> acts() {
        return Stream.of(
                new Call("open", "Opens an experiment, a preset or a session file, in place of what is open; answers as state does.",
                        List.of(needed("target", STRING, "id of an experiment or name of a preset (see list), or path of a session"),
                                maybe("set", OBJECT, "values of parameters by id"), maybe("seed", INTEGER, "of all random numbers")), this::open),
                new Call("set", "Gives a parameter of the selected run a value: a live one as it goes, any other starts the run anew. Nothing plays because of that.",
                        List.of(needed("parameter", STRING, "its id"), needed("value", STRING, "as on the command line; a number or a flag is taken too")), this::set),
                new Call("step", "Does steps in all runs, or fewer where one comes to rest, and returns then.", List.of(maybe("n", INTEGER, "how many; 1 unless given")),
                        g -> act(w -> w.step(g.has("n") ? (int) g.whole("n", 1, MOST_STEPS) : 1))),
                new Call("play", "Lets all runs go on and returns at once; see wait and pause.", List.of(), _ -> act(Workspace::play)),
                new Call("pause", "Pauses all runs.", List.of(), _ -> pause()),
                new Call("wait", "Waits until no run plays any more, because all have come to rest or somebody paused them.",
                        List.of(maybe("seconds", NUMBER, "for at most so long; 60 unless given")), this::await),
                new Call("seek", "Takes all runs to a step, or to where one rests before it.", List.of(needed("step", INTEGER, "from 0")),
                        g -> act(w -> w.seek(g.whole("step", 0, MOST_STEPS)))),
                new Call("fork", "Continues the selected run in a second one, which is selected then.", List.of(), _ -> fork()),
                new Call("select", "Selects a run: set, fork, undo, arrays, history and checks are about it.", List.of(needed("run", STRING, "its id, from state")),
                        g -> act(w -> w.select(run(w, g.text("run"))))),
                new Call("close", "Closes a run, unless it is the only one.", List.of(needed("run", STRING, "its id, from state")), g -> act(w -> close(w, g.text("run")))),
                new Call("reset", "Takes all runs to their start, with the parameters of now.", List.of(maybe("next-seed", BOOLEAN, "with the next seed")),
                        g -> act(w -> w.reset(g.has("next-seed") && g.flag("next-seed")))),
                new Call("undo", "Takes back the latest change of the selected run.", List.of(), _ -> act(Workspace::undo)),
                new Call("redo", "Makes it again.", List.of(), _ -> act(Workspace::redo)));
    }

    private Answer open(JsonReader g) {
        Target target = Target.of(g.text("target"), allowPaths);
        Session session = target.session();
        if (g.has("set") || g.has("seed")) {
            RunDefinition d = target.definition();
            ParameterSet parameters = d.parameters();
            if (g.has("set")) {
                JsonReader set = g.object("set");
                for (String id : set.names()) {
                    parameters = parameters.withText(set.known(id, parameters), set.scalar(id));
                }
            }
            RunDefinition chosen = new RunDefinition(d.experiment(), parameters, g.has("seed") ? g.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE) : d.seed(), d.events());
            Session.SavedRun first = session.runs().getFirst();
            session = new Session(session.title(), session.summary(), session.clock(),
                    List.of(new Session.SavedRun(first.name(), -1, 0, chosen, first.step(), first.frontier(), "")), session.view());
        }
        Session wanted = session;
        start(_ -> desk.open(wanted));
        return finish();
    }

    private Answer set(JsonReader g) {
        String id = g.text("parameter");
        String value = g.scalar("value");
        return act(w -> {
            ParameterSet now = selected(w).parameters();
            Parameter<?> parameter = now.parameter(id);
            w.set(parameter, now.withText(id, value).value(id), false);
        });
    }

    Answer pause() {
        desk.ask(() -> {
            desk.workspace().pause();
            return null;
        });
        return state();
    }

    private Answer await(JsonReader g) {
        double seconds = g.has("seconds") ? g.real("seconds") : PATIENCE;
        if (seconds < 0) {
            throw g.error("seconds", seconds + " is not allowed; give a number from 0");
        }
        desk.await(() -> !desk.workspace().isPlaying() && desk.workspace().isSettled(), seconds);
        return state();
    }

    private Answer fork() {
        int before = desk.ask(() -> desk.workspace().runs().size());
        start(Workspace::fork);
        desk.await(() -> desk.workspace().runs().size() != before || refused.isPresent() || noteRefusal(), Double.POSITIVE_INFINITY);
        return finish();
    }

    private static String run(Workspace w, String id) {
        return w.runs().stream().map(OpenRun::id).filter(id::equals).findFirst().orElseThrow(() -> new InputException("there is no run "
                + InputException.quoted(id) + "; there are " + String.join(", ", w.runs().stream().map(OpenRun::id).toList())));
    }

    private static void close(Workspace w, String id) {
        run(w, id);
        if (w.runs().size() == 1) {
            throw new InputException("the only run cannot be closed", "open something else in its place");
        }
        w.close(id);
    }

    private boolean noteRefusal() {
        refused = refused.or(desk::refusal);
        return refused.isPresent();
    }

    private Answer act(Consumer<Workspace> command) {
        start(w -> {
            selected(w);
            command.accept(w);
        });
        return finish();
    }

    private void start(Consumer<Workspace> command) {
        refused = Optional.empty();
        desk.ask(() -> {
            desk.refusal();
            desk.workspace().quietly(() -> command.accept(desk.workspace()));
            return null;
        });
    }

    /** Once what was asked for is done. */
    private Answer finish() {
        desk.ask(() -> {
            desk.workspace().settle();
            return null;
        });
        desk.await(() -> desk.workspace().isSettled(), Double.POSITIVE_INFINITY);
        desk.ask(() -> {
            desk.workspace().poll();
            return noteRefusal();
        });
        if (refused.isPresent()) {
            throw refused.get();
        }
        return state();
    }

    // ---- what is to be known

    private Stream<Call> questions() {
        return Stream.of(
                new Call("list", "The experiments: id, title, idea and presets.", List.of(maybe("family", STRING, "only those whose id begins with it, as in ot or bridge")), this::list),
                new Call("describe", "An experiment with its parameters, papers and presets.", List.of(needed("experiment", STRING, "its id")), g ->
                        Answer.of(AsJson.put(JSON.createObjectNode(), Catalogue.find(g.text("experiment")), Presets.all(Catalogue.all())))),
                new Call("state", "The runs that are open: step, state, parameters and diagnostics.", List.of(), _ -> state()),
                new Call("arrays", "Names and shapes of the arrays of the selected run; of one that is named its values as an NPY file in base64.",
                        List.of(maybe("name", STRING, "of an array")), this::arrays),
                new Call("history", "All diagnostics of the selected run, a list each with a number a step.", List.of(), _ -> history()),
                new Call("checks", "What the selected run is judged by while it runs: value, bound and whether it holds.", List.of(), _ -> checks()),
                new Call("picture", "The panes as a PNG in base64, which carries its session.",
                        List.of(maybe("width", INTEGER, "pixels; 1200 unless given"), maybe("height", INTEGER, "pixels; 800 unless given"), maybe("theme", STRING, "dark or light")), this::picture),
                new Call("session", "All that is open as a session, to be opened again anywhere.", List.of(), _ -> session()));
    }

    private Answer list(JsonReader g) {
        String family = g.has("family") ? g.text("family") + "." : "";
        ObjectNode content = JSON.createObjectNode();
        ArrayNode experiments = content.putArray("experiments");
        List<Presets.Preset> shelf = Presets.all(Catalogue.all());
        for (Experiment e : Catalogue.all()) {
            if (e.id().startsWith(family)) {
                ObjectNode node = experiments.addObject().put("id", e.id()).put("title", e.description().title()).put("idea", e.description().idea());
                ArrayNode presets = node.putArray("presets");
                shelf.stream().filter(p -> p.experiment() == e).forEach(p -> presets.add(p.name()));
            }
        }
        return Answer.of(content);
    }

    private Answer state() {
        return Answer.of(desk.ask(() -> {
            Workspace w = desk.workspace();
            ObjectNode content = JSON.createObjectNode().put("title", w.title()).put("playing", w.isPlaying())
                    .put("selected", w.selected().map(OpenRun::id).orElse(""));
            ArrayNode runs = content.putArray("runs");
            w.runs().forEach(r -> put(runs.addObject(), r));
            return content;
        }));
    }

    private static void put(ObjectNode node, OpenRun r) {
        node.put("id", r.id()).put("name", r.name()).put("experiment", r.experiment().id()).put("seed", r.definition().seed()).put("step", r.step());
        r.snapshot().ifPresent(s -> {
            node.put("state", s.state().name().toLowerCase(Locale.ROOT)).put("time", s.frame().time()).put("frontier", s.frontier());
            s.failure().ifPresent(f -> node.put("failure", f.message()));
            ObjectNode diagnostics = node.putObject("diagnostics");
            s.frame().diagnostics().entries().forEach(e -> AsJson.putNumber(diagnostics, e.id(), e.value()));
            ArrayNode notes = node.putArray("notes");
            s.frame().notes().forEach(notes::add);
        });
        ObjectNode parameters = node.putObject("parameters");
        r.parameters().values().forEach((id, value) -> AsJson.put(parameters, id, value));
    }

    private static OpenRun selected(Workspace w) {
        return w.selected().orElseThrow(() -> new InputException("nothing is open", "call open first"));
    }

    /** What the selected run shows. */
    private RunSnapshot shown() {
        return desk.ask(() -> selected(desk.workspace()).snapshot().orElseThrow(() -> new InputException("the run is still being made", "call wait first")));
    }

    private Answer arrays(JsonReader g) {
        ObjectNode content = JSON.createObjectNode();
        List<String> names = new ArrayList<>();
        Optional<String> wanted = g.has("name") ? Optional.of(g.text("name")) : Optional.empty();
        ObjectNode shapes = JSON.createObjectNode();
        for (Layer layer : shown().frame().layers()) {
            for (Layer.Array a : layer.arrays()) {
                String name = layer.id() + (a.part().isEmpty() ? "" : "-" + a.part());
                names.add(name);
                if (wanted.isEmpty()) {
                    shape(shapes.putArray(name), a);
                } else if (wanted.get().equals(name)) {
                    shape(content.put("name", name).putArray("shape"), a);
                    content.put("npy", Base64.getEncoder().encodeToString(Npy.bytes(a.values(), a.shape())));
                }
            }
        }
        if (wanted.isEmpty()) {
            content.set("arrays", shapes);
        } else if (content.isEmpty()) {
            throw new InputException("there is no array " + InputException.quoted(wanted.get()) + "; there are " + String.join(", ", names));
        }
        return Answer.of(content);
    }

    private static void shape(ArrayNode node, Layer.Array a) {
        Arrays.stream(a.shape()).forEach(node::add);
    }

    private Answer history() {
        var history = shown().history();
        ObjectNode content = JSON.createObjectNode().put("steps", history.size());
        ObjectNode columns = content.putObject("diagnostics");
        history.names().forEach(e -> {
            ArrayNode column = columns.putArray(e.id());
            for (int k = 0; k < history.size(); k++) {
                double v = history.value(k, e.id());
                if (Double.isFinite(v)) {
                    column.add(v);
                } else {
                    column.addNull();
                }
            }
        });
        return Answer.of(content);
    }

    private Answer checks() {
        RunSnapshot s = shown();
        ObjectNode content = JSON.createObjectNode();
        ArrayNode checks = content.putArray("checks");
        Verifier.live(s.definition().experiment().checks(), s).forEach(v -> AsJson.put(checks.addObject(), v));
        return Answer.of(content);
    }

    private Answer picture(JsonReader g) {
        int width = g.has("width") ? (int) g.whole("width", 100, MOST_PIXELS) : 1200;
        int height = g.has("height") ? (int) g.whole("height", 100, MOST_PIXELS) : 800;
        PaneColors colors = colors(g);
        shown();
        Session session = desk.ask(() -> desk.workspace().session(desk.view(), false));
        List<SessionPage.Shown> moments = desk.ask(() -> desk.workspace().runs().stream().flatMap(r -> r.snapshot().stream().map(s ->
                new SessionPage.Shown(r.name(), r.experiment(), s.frame(), new SnapshotHistory(s.history())))).toList());
        ExportWish wish = ExportWish.figure(width, height, false, ExportWish.Ground.AS_SHOWN, OptionalDouble.of(1));
        byte[] png = new SessionPicture(SessionExport.figure(session, moments, colors, wish), session).bytes(Path.of("picture.png"));
        return new Answer(JSON.createObjectNode().put("width", width).put("height", height), Optional.of(png));
    }

    private static PaneColors colors(JsonReader g) {
        return switch (g.has("theme") ? g.text("theme") : "dark") {
            case "dark" -> PaneColors.DARK;
            case "light" -> PaneColors.LIGHT;
            case String other -> throw new InputException("theme: " + InputException.quoted(other) + " is not allowed; give dark or light");
        };
    }

    private Answer session() {
        Session session = desk.ask(() -> {
            selected(desk.workspace());
            return desk.workspace().session(desk.view(), true);
        });
        return Answer.of((ObjectNode) JSON.readTree(SessionFile.toJson(session)));
    }
}
