package org.pushforward.app.export;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.pushforward.engine.api.Course;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.FrameDigest;
import org.pushforward.engine.run.Run;
import org.pushforward.engine.run.RunDefinition;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.SessionPage;
import org.pushforward.views.raster.SnapshotHistory;

/** The runs of a session without a window, moved together by the session's clock. Not thread-safe. */
public final class PlayedSession implements AutoCloseable {

    /** A run that nobody knows the end of is given up after this many steps. */
    public static final long MOST_STEPS = 10_000;

    private static final double ROUNDING = 1e-9;

    private final Session session;
    private final List<Run> runs = new ArrayList<>();

    public PlayedSession(Session session, int threads) {
        this.session = session;
        CheckpointBudget budget = new CheckpointBudget();
        try {
            session.runs().forEach(r -> runs.add(new Run(r.definition(), threads, budget)));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /** The run in front. */
    public Run selected() {
        return runs.get(Math.clamp(session.view().selected(), 0, runs.size() - 1));
    }

    /** Whether somebody saw it before it was saved; else it is a preset, which begins at its start. */
    private static boolean isFresh(Session.SavedRun saved) {
        return saved.frontier() == 0 && saved.digest().isEmpty();
    }

    /** Where the run in front ends when nobody says otherwise: as far as it had come, else at its end. */
    public long lastStep() {
        Session.SavedRun saved = session.runs().get(runs.indexOf(selected()));
        return isFresh(saved) ? lastStep(saved.definition()) : saved.frontier();
    }

    private static long lastStep(RunDefinition d) {
        return switch (d.experiment().course(d.parameters())) {
            case Course.Counted(long steps) -> steps;
            case Course.Timed _ -> Long.MAX_VALUE;
            case Course.Convergent _ -> MOST_STEPS;
            case Course.Open(long verified) -> verified;
        };
    }

    /** Every run to where it was when it was saved; one that nobody has played yet to its end. */
    public void goWhereSaved(BooleanSupplier interrupted) {
        for (int k = 0; k < runs.size(); k++) {
            Session.SavedRun saved = session.runs().get(k);
            runs.get(k).seek(isFresh(saved) ? lastStep(saved.definition()) : saved.step(), interrupted);
        }
    }

    /** All runs to a step, or to where they rest before it. */
    public void seek(long step, BooleanSupplier interrupted) {
        runs.forEach(r -> r.seek(step, interrupted));
    }

    /** One step of those that are behind by the clock; false when no run goes on. */
    public boolean step() {
        List<Run> able = runs.stream().filter(Run::canStep).toList();
        if (able.isEmpty()) {
            return false;
        }
        Predicate<Run> behind = switch (session.clock()) {
            case STEP -> {
                long least = able.stream().mapToLong(Run::currentStep).min().orElseThrow();
                yield r -> r.currentStep() == least;
            }
            case TIME -> {
                double now = able.stream().mapToDouble(r -> r.frame().time()).min().orElseThrow();
                yield r -> r.frame().time() <= now + ROUNDING * Math.max(1, Math.abs(now));
            }
        };
        able.stream().filter(behind).forEach(Run::step);
        return true;
    }

    /** The session as it stands now. */
    public Session session() {
        return new Session(session.title(), session.summary(), session.clock(), IntStream.range(0, runs.size()).mapToObj(k -> {
            Session.SavedRun r = session.runs().get(k);
            Run run = runs.get(k);
            return new Session.SavedRun(r.name(), r.parent(), r.forkStep(), run.definition(), run.currentStep(), Math.max(r.frontier(), run.frontier()),
                    FrameDigest.of(run.frame()));
        }).toList(), session.view());
    }

    /** What there is to be seen now. */
    public List<SessionPage.Shown> shown() {
        return IntStream.range(0, runs.size()).mapToObj(k -> new SessionPage.Shown(session.runs().get(k).name(), runs.get(k).definition().experiment(),
                runs.get(k).frame(), new SnapshotHistory(runs.get(k).history()))).toList();
    }

    @Override
    public void close() {
        runs.forEach(Run::close);
    }
}
