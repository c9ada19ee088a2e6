package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.pushforward.engine.api.CancelToken;
import org.pushforward.engine.api.Change;
import org.pushforward.engine.api.Diagnostics;
import org.pushforward.engine.api.Frame;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.ParameterSet;
import org.pushforward.engine.api.Solver;
import org.pushforward.engine.api.Status;
import org.pushforward.engine.api.StepContext;
import org.pushforward.engine.api.Workers;

/**
 * A run without a thread of its own: steps a solver, applies and records events, keeps checkpoints and history, goes back and forth.
 *
 * <p>The state at step k is that after k steps with the events of steps ≤ k applied, however it was reached; so seeking to k and
 * running to k give the same bits. A failed run rests on the last good step and keeps the failure. Not thread-safe.
 */
public final class Run implements AutoCloseable {

    private RunDefinition definition;
    private final Workers workers;
    private final StepContext context;
    private final CpuClock clock;
    private final Solver solver;
    private final CheckpointBudget budget;
    private final Checkpoints checkpoints;
    private final History history = new History();
    private ParameterSet parameters;
    private int nextEvent;
    private long step;
    private Optional<Status.Failure> failure = Optional.empty();
    private Optional<Frame> frame = Optional.empty();
    private Optional<Latest> latest = Optional.empty();
    private double stepSeconds;

    /** What was last changed at the present step, and the state it was applied to: whatever goes on from it is applied to that, too. */
    private record Latest(Solver.State before, Change whole) { }

    public Run(RunDefinition definition, int threads) {
        this(definition, threads, new CheckpointBudget());
    }

    /** @param budget the memory that its checkpoints share with those of other runs */
    public Run(RunDefinition definition, int threads, CheckpointBudget budget) {
        this.budget = budget;
        this.definition = definition;
        parameters = definition.parameters();
        solver = definition.experiment().create(parameters, definition.seed());
        checkpoints = new Checkpoints(budget);
        try {
            checkpoints.put(0, solver.save());
            applyDueEvents();
            history.append(solver.diagnostics(), 0);
        } catch (RuntimeException | Error e) {
            checkpoints.close();
            throw e;
        }
        // Last, so that no thread is left behind when the solver or an event is refused.
        workers = new Workers(threads);
        context = new StepContext(workers, new CancelToken());
        clock = new CpuClock(workers);
    }

    /**
     * The same run at the same step, to be continued in another way. It starts from the nearest checkpoint; events after the step
     * are left out.
     */
    public Run fork(int threads) {
        return branch(threads).get();
    }

    /** As {@link #fork}, but made by whoever asks for it, on any thread and whatever has become of this run. */
    Supplier<Run> branch(int threads) {
        RunDefinition shared = definition.until(step);
        Map<Long, Solver.State> past = checkpoints.until(step);
        History rows = new History();
        rows.copyFrom(history, (int) step + 1);
        long here = step;
        return () -> {
            Run copy = new Run(shared, threads, budget);
            try {
                past.forEach(copy.checkpoints::put);
                copy.history.copyFrom(rows, rows.size());
                copy.moveTo(here, () -> false);
            } catch (RuntimeException | Error e) {
                copy.close();
                throw e;
            }
            return copy;
        };
    }

    /** Whether a step would lead anywhere: the solver runs, or it rests and later events will wake it. */
    public boolean canStep() {
        return switch (status()) {
            case Status.Failed _ -> false;
            case Status.Running _ -> true;
            case Status.Converged _, Status.Finished _ -> definition.hasEventsAfter(step);
        };
    }

    /**
     * One step, or the failure that prevents it. A resting solver only waits for later events. When the solver throws, the run is
     * where it was before.
     */
    public Status step() {
        if (!canStep()) {
            return status();
        }
        long begin = System.nanoTime();
        double spent = clock.seconds();
        if (solver.status() instanceof Status.Running) {
            stepOrReturn();
        }
        stepSeconds = (System.nanoTime() - begin) * 1e-9;
        spent = clock.seconds() - spent;
        step++;
        frame = Optional.empty();
        latest = Optional.empty();
        Optional<Status.Failure> bad = guard();
        if (bad.isPresent()) {
            rest(bad.get());
            return status();
        }
        if (checkpoints.wants(step)) {
            checkpoints.put(step, solver.save());
        }
        applyDueEvents();
        if (step >= history.size()) {
            history.append(solver.diagnostics(), history.seconds((int) step - 1) + spent);
        }
        return status();
    }

    /** Only a cancelled solver is known to be as it was; one that broke is restored. */
    private void stepOrReturn() {
        try {
            solver.step(context);
        } catch (CancelToken.Cancelled e) {
            throw e;
        } catch (RuntimeException | Error e) {
            long here = step;
            restore(checkpoints.atOrBefore(here));
            moveTo(here, () -> false);
            throw e;
        }
    }

    private Optional<Status.Failure> guard() {
        if (solver.status() instanceof Status.Failed f) {
            return Optional.of(f.failure());
        }
        return FiniteGuard.check(solver.diagnostics());
    }

    /** Goes back to the last good step, forgets what lies beyond and keeps what went wrong. */
    private void rest(Status.Failure bad) {
        long failed = step;
        checkpoints.dropAfter(failed - 1);
        history.truncate((int) failed);
        Status.Failure told = new Status.Failure(bad.kind(), bad.quantity(), bad.where(),
                bad.explanation() + FiniteGuard.lastChange(definition.events().subList(0, nextEvent)), bad.remedies());
        failure = Optional.empty();
        moveTo(failed - 1, () -> false);
        failure = Optional.of(told);
    }

    /**
     * Goes to a step: from the nearest checkpoint at or before it, with the recorded events. Stops early when the run comes to rest
     * or when {@code interrupted} says so.
     */
    public void seek(long target, BooleanSupplier interrupted) {
        if (target != step) {
            failure = Optional.empty();
            moveTo(Math.max(0, target), interrupted);
        }
    }

    public void seek(long target) {
        seek(target, () -> false);
    }

    private void moveTo(long target, BooleanSupplier interrupted) {
        Map.Entry<Long, Solver.State> from = checkpoints.atOrBefore(target);
        if (target < step || from.getKey() > step) {
            restore(from);
        }
        while (step < target && canStep() && !interrupted.getAsBoolean()) {
            step();
        }
    }

    private void restore(Map.Entry<Long, Solver.State> checkpoint) {
        solver.restore(checkpoint.getValue());
        step = checkpoint.getKey();
        nextEvent = 0;
        parameters = definition.parameters();
        frame = Optional.empty();
        latest = Optional.empty();
        skipEventsBefore(step);
        applyDueEvents();
    }

    /** Events before a checkpoint are part of its state; only the parameters have to be followed. */
    private void skipEventsBefore(long checkpoint) {
        List<Event> events = definition.events();
        while (nextEvent < events.size() && events.get(nextEvent).step() < checkpoint) {
            follow(events.get(nextEvent++).change());
        }
    }

    private void applyDueEvents() {
        List<Event> events = definition.events();
        while (nextEvent < events.size() && events.get(nextEvent).step() <= step) {
            List<Change> parts = new ArrayList<>();
            do {
                parts.add(events.get(nextEvent++).change());
            } while (nextEvent < events.size() && events.get(nextEvent).step() <= step && events.get(nextEvent).change().goesOn(parts.getLast()));
            Change whole = Change.whole(parts);
            apply(whole);
            follow(whole);
            frame = Optional.empty();
        }
    }

    /** A thousand values or parts of a stroke leave what the last value or the whole stroke leaves. The solver is as it was when it refuses. */
    private void apply(Change change) {
        Solver.State now = solver.save();
        Optional<Latest> before = latest.filter(l -> change.goesOn(l.whole));
        Latest next = before.map(l -> new Latest(l.before, Change.whole(List.of(l.whole, change)))).orElse(new Latest(now, change));
        try {
            before.ifPresent(l -> solver.restore(l.before));
            solver.apply(next.whole);
        } catch (RuntimeException | Error e) {
            solver.restore(now);
            throw e;
        }
        latest = Optional.of(next);
    }

    private void follow(Change c) {
        if (c instanceof Change.Set s) {
            parameters = parameters.with(s.parameter(), s.value());
        }
    }

    /**
     * Records a change at the present step and applies it.
     *
     * @return the run as it was, when the change cuts off a future that had already been computed or recorded
     * @throws InputException when the value is not allowed, the parameter is not live or the solver refuses; nothing has changed then
     */
    public Optional<KeptFuture> change(Change change) {
        Change valid = validated(change);
        apply(valid);
        boolean cuts = step < frontier() || definition.hasEventsAfter(step);
        Optional<KeptFuture> old = cuts ? Optional.of(new KeptFuture(definition, step, frontier())) : Optional.empty();
        checkpoints.dropAfter(step);
        double spent = history.seconds((int) step);
        history.truncate((int) step);
        definition = definition.until(step).and(new Event(step, valid));
        nextEvent = definition.events().size();
        follow(valid);
        failure = Optional.empty();
        frame = Optional.empty();
        history.append(solver.diagnostics(), spent);
        return old;
    }

    private Change validated(Change change) {
        if (!(change instanceof Change.Set s)) {
            return change;
        }
        Parameter<?> p = parameters.parameter(s.parameter());
        if (p.info().effect() != Parameter.Effect.LIVE) {
            throw new InputException(p.id() + " cannot change while the run goes on", "reset the run with the new value");
        }
        return new Change.Set(s.parameter(), p.validate(s.value()));
    }

    /**
     * The present frame; the same object until the state changes. A frame with a value that is not finite fails the run, which then
     * rests on the latest step with a finite one.
     */
    public Frame frame() {
        return frame(new CancelToken());
    }

    /** As {@link #frame()}; throws {@link CancelToken.Cancelled} when the token is cancelled, and nothing has changed then. */
    public Frame frame(CancelToken cancel) {
        while (frame.isEmpty()) {
            Frame f = solver.frame(step, new StepContext(workers, cancel));
            Optional<Status.Failure> bad = step > 0 ? FiniteGuard.check(f) : Optional.empty();
            bad.ifPresentOrElse(this::rest, () -> frame = Optional.of(f));
        }
        return frame.get();
    }

    public Status status() {
        return failure.<Status>map(Status.Failed::new).orElseGet(solver::status);
    }

    /** Steps done. */
    public long currentStep() {
        return step;
    }

    /** The furthest step that was computed. */
    public long frontier() {
        return history.size() - 1;
    }

    /** The parameters in force, live changes included. */
    public ParameterSet parameters() {
        return parameters;
    }

    public RunDefinition definition() {
        return definition;
    }

    public Diagnostics diagnostics() {
        return solver.diagnostics();
    }

    public History.Snapshot history() {
        return history.snapshot();
    }

    public long[] checkpointSteps() {
        return checkpoints.steps();
    }

    public double progress() {
        return solver.progress();
    }

    /** Seconds that the latest step took. */
    public double stepSeconds() {
        return stepSeconds;
    }

    /** Cancels a step under way from another thread. */
    public CancelToken cancelToken() {
        return context.cancel();
    }

    @Override
    public void close() {
        context.cancel().cancel();
        workers.close();
        checkpoints.close();
    }
}
