package org.pushforward.app.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.pushforward.engine.io.Film;
import org.pushforward.engine.run.Recorder;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SessionPage;
import org.pushforward.views.raster.SnapshotHistory;

/**
 * Films runs as they go, every step of them, as the window shows them at that moment. Where a run does not go on from the step before,
 * after a reset or a seek, the film ends and another take begins; a take of one frame is none. Runs side by side are drawn at a moment
 * once all that still go have come to it. Called on the threads of the runs, which wait for it; thread-safe.
 */
public final class LiveFilm {

    /** Moments that wait for a run that is late; beyond, they are drawn with what there is. */
    private static final int PATIENCE = 64;
    private static final double ROUNDING = 1e-9;

    /** How a session is looked at now. */
    public record Look(SavedView seen, PaneColors theme, Session.Clock clock, List<String> ids, List<String> names) { }

    /** A film that was finished. */
    public record Take(Path file, int frames) { }

    private final Path target;
    private final int width;
    private final int height;
    private final double scale;
    private final double fps;
    private final Supplier<Look> look;
    private final Consumer<RuntimeException> failed;
    private final SessionPage page = new SessionPage();
    private final Raster raster;
    private final Map<String, Deque<RunSnapshot>> arrived = new HashMap<>();
    private final Set<String> inTake = new HashSet<>();
    private final TreeSet<Double> moments = new TreeSet<>();
    private final List<Take> takes = new ArrayList<>();
    private Optional<Film> film = Optional.empty();
    private Optional<int[]> first = Optional.empty();
    private Path file;
    private long firstStep;
    private int frames;
    private boolean ended;

    /**
     * @param look asked for each frame, on the threads of the runs
     * @param failed told once when the film cannot go on; nothing of the take is left then
     */
    public LiveFilm(Path target, int width, int height, double scale, double fps, Supplier<Look> look, Consumer<RuntimeException> failed) {
        this.target = target;
        this.width = Film.side(target, width);
        this.height = Film.side(target, height);
        this.scale = scale;
        this.fps = fps;
        this.look = look;
        this.failed = failed;
        raster = new Raster(this.width, this.height);
        file = target;
        // What cannot be a film is refused before anything is played.
        Film.to(target, this.width, this.height, fps).close();
    }

    /** What a run of that id is to be recorded by. */
    public Recorder recorder(String id) {
        return (snapshot, goesOn) -> take(id, snapshot, goesOn);
    }

    private synchronized void take(String id, RunSnapshot s, boolean goesOn) {
        if (ended) {
            return;
        }
        try {
            if (!goesOn && inTake.contains(id)) {
                endTake();
            }
            Deque<RunSnapshot> all = arrived.computeIfAbsent(id, _ -> new ArrayDeque<>());
            if (inTake.add(id)) {
                all.clear();
            }
            all.add(s);
            moments.add(moment(s));
            drawUntil(settled(look.get().ids()));
        } catch (RuntimeException e) {
            giveUp();
            failed.accept(e);
        }
    }

    private double moment(RunSnapshot s) {
        return look.get().clock() == Session.Clock.TIME ? s.frame().time() : s.frame().step();
    }

    /** The moment to which all runs have come that still go. */
    private double settled(List<String> ids) {
        double least = Double.POSITIVE_INFINITY;
        for (String id : ids) {
            Optional<RunSnapshot> last = Optional.ofNullable(arrived.get(id)).map(Deque::peekLast);
            if (last.isEmpty() || !last.get().state().atRest()) {
                least = Math.min(least, inTake.contains(id) ? last.map(this::moment).orElseThrow() : Double.NEGATIVE_INFINITY);
            }
        }
        return least;
    }

    private void drawUntil(double settled) {
        while (!moments.isEmpty() && (moments.first() <= settled || moments.size() > PATIENCE)) {
            draw(moments.pollFirst());
        }
    }

    private void draw(double moment) {
        Look now = look.get();
        List<SessionPage.Shown> shown = new ArrayList<>();
        long step = 0;
        for (int k = 0; k < now.ids().size(); k++) {
            Optional<RunSnapshot> s = at(now.ids().get(k), moment);
            if (s.isPresent()) {
                shown.add(new SessionPage.Shown(now.names().get(k), s.get().definition().experiment(), s.get().frame(), new SnapshotHistory(s.get().history())));
                step = k == now.seen().settings().selected() || shown.size() == 1 ? s.get().frame().step() : step;
            }
        }
        if (shown.isEmpty()) {
            return;
        }
        page.draw(now.seen(), now.theme(), scale, shown, raster);
        add(raster.pixels(), step);
    }

    /** What a run showed at that moment; what is older is forgotten. */
    private Optional<RunSnapshot> at(String id, double moment) {
        Deque<RunSnapshot> all = arrived.getOrDefault(id, new ArrayDeque<>());
        double latest = moment + ROUNDING * Math.max(1, Math.abs(moment));
        Iterator<RunSnapshot> from = all.iterator();
        Optional<RunSnapshot> found = Optional.empty();
        while (from.hasNext()) {
            RunSnapshot s = from.next();
            if (moment(s) > latest) {
                break;
            }
            found = Optional.of(s);
        }
        found.ifPresent(s -> all.removeIf(t -> t != s && moment(t) < moment(s)));
        return found.or(() -> Optional.ofNullable(all.peekFirst()));
    }

    private void add(int[] pixels, long step) {
        if (film.isEmpty() && first.isEmpty()) {
            first = Optional.of(pixels.clone());
            firstStep = step;
            return;
        }
        if (film.isEmpty()) {
            film = Optional.of(Film.to(file, width, height, fps));
            film.get().add(first.orElseThrow(), firstStep);
        }
        film.get().add(pixels, step);
        frames = film.get().frames();
    }

    private void endTake() {
        drawUntil(Double.POSITIVE_INFINITY);
        if (film.isPresent()) {
            try (Film done = film.get()) {
                done.finish();
                takes.add(new Take(file, done.frames()));
            }
            file = next();
        }
        film = Optional.empty();
        first = Optional.empty();
        frames = 0;
        inTake.clear();
        moments.clear();
        // What a run showed last stays, for the pictures of a take in which it rests.
        arrived.values().forEach(all -> all.removeIf(s -> s != all.peekLast()));
    }

    /** x.mp4, x-2.mp4, x-3.mp4. */
    private Path next() {
        String name = target.getFileName().toString();
        int dot = name.lastIndexOf('.') > 0 && !Files.isDirectory(target) ? name.lastIndexOf('.') : name.length();
        for (int k = takes.size() + 1; ; k++) {
            Path p = target.resolveSibling(name.substring(0, dot) + "-" + k + name.substring(dot));
            if (!Files.exists(p)) {
                return p;
            }
        }
    }

    /** Frames of the take that runs. */
    public synchronized int frames() {
        return frames;
    }

    /** Ends the film; its takes in order. A GIF is written only now. */
    public synchronized List<Take> stop() {
        if (!ended) {
            try {
                endTake();
            } catch (RuntimeException e) {
                giveUp();
                throw e;
            }
            ended = true;
        }
        return List.copyOf(takes);
    }

    /** Gives up the take that runs; earlier ones stay. */
    public synchronized List<Take> giveUp() {
        film.ifPresent(Film::close);
        film = Optional.empty();
        ended = true;
        return List.copyOf(takes);
    }
}
