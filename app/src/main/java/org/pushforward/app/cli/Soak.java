package org.pushforward.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.RunSnapshot;

/**
 * Uses the workbench at random for a while, without a window: opens presets of all experiments, plays, drags, seeks, forks, undoes, closes. What
 * must not happen is an exception other than a refusal, a thread that is left, or a heap that grows.
 */
final class Soak {

    private static final int ACTIONS_EACH = 25;
    private static final long MOST_WAIT_MILLISECONDS = 60;
    private static final long SETTLE_SECONDS = 60;

    private final RandomGenerator random;
    private final List<Presets.Preset> presets;
    private final BlockingQueue<Runnable> toDo = new LinkedBlockingQueue<>();
    private final Map<String, Integer> done = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private final List<Long> heaps = new ArrayList<>();
    private int refused;

    Soak(long seed) {
        random = new SplittableRandom(seed);
        presets = Presets.all(Catalogue.all());
    }

    /**
     * @param actions how often each was done
     * @param problems exceptions that were no refusals, and threads that were left
     * @param heaps megabytes that live after a collection, about once a preset
     */
    record Report(Map<String, Integer> actions, int refused, List<String> problems, List<Long> heaps) {

        /** Megabytes of the last quarter of the time over those of the second, medians. */
        double growth() {
            int n = heaps.size();
            return n < 8 ? 1 : median(heaps.subList(3 * n / 4, n)) / median(heaps.subList(n / 4, n / 2));
        }

        private static double median(List<Long> of) {
            return of.stream().sorted().toList().get(of.size() / 2);
        }
    }

    private final class Told implements Workspace.Listener {
        @Override
        public void onRuns() { }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) { }

        @Override
        public void onFork(OpenRun fork) { }

        @Override
        public void onKeptFuture(OpenRun kept) { }

        @Override
        public void onProblem(String what, Throwable problem) {
            if (problem instanceof InputException || what.startsWith("There is room")) {
                refused++;
            } else {
                problems.add(what + ": " + problem);
            }
        }
    }

    Report run(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (1e9 * seconds);
        while (System.nanoTime() < end) {
            Presets.Preset p = presets.get(random.nextInt(presets.size()));
            Workspace w = new Workspace(toDo::add, 2, new CheckpointBudget(), new Told());
            act("open " + p.name(), () -> w.open(p.session()));
            for (int k = 0; k < ACTIONS_EACH && System.nanoTime() < end; k++) {
                act(w);
                await(random.nextLong(MOST_WAIT_MILLISECONDS));
                w.poll();
            }
            act("close", w::close);
            await(1);
            heaps.add(heap());
        }
        long patience = System.nanoTime() + SETTLE_SECONDS * 1_000_000_000L;
        while (threads() > 0 && System.nanoTime() < patience) {
            await(50);
        }
        if (threads() > 0) {
            problems.add(threads() + " threads of runs are left");
        }
        return new Report(done, refused, problems, heaps);
    }

    private void act(Workspace w) {
        switch (random.nextInt(14)) {
            case 0, 1, 2 -> act("play", w::play);
            case 3 -> act("pause", w::pause);
            case 4 -> act("step", () -> w.step(1 + random.nextInt(5)));
            case 5 -> act("seek", () -> w.seek(random.nextLong(1 + w.selected().map(OpenRun::step).orElse(0L))));
            case 6, 7, 8 -> act("set", () -> set(w));
            case 9 -> act("fork", w::fork);
            case 10 -> act("undo", w::undo);
            case 11 -> act("redo", w::redo);
            case 12 -> act("reset", () -> w.reset(random.nextBoolean()));
            default -> act("select or close", () -> {
                OpenRun any = w.runs().get(random.nextInt(w.runs().size()));
                if (w.runs().size() > 1 && random.nextBoolean()) {
                    w.close(any.id());
                } else {
                    w.select(any.id());
                }
            });
        }
    }

    /** A random parameter to a random place of its slider, as a drag of three moves. */
    private void set(Workspace w) {
        OpenRun run = w.selected().orElseThrow();
        List<Parameter<?>> shown = run.experiment().parameters().stream().filter(p -> run.parameters().isShown(p.id())).toList();
        if (shown.isEmpty()) {
            return;
        }
        switch (shown.get(random.nextInt(shown.size()))) {
            case Parameter.Real r -> {
                for (int k = 0; k < 3; k++) {
                    w.set(r, r.slider().min() + random.nextDouble() * (r.slider().max() - r.slider().min()), true);
                }
                w.letGo();
            }
            case Parameter.Whole n -> w.set(n, (int) (n.slider().min() + random.nextDouble() * (n.slider().max() - n.slider().min())), false);
            case Parameter.Choice c -> w.set(c, c.choices().get(random.nextInt(c.choices().size())), false);
            case Parameter.Flag f -> w.set(f, random.nextBoolean(), false);
            case Parameter.Text _, Parameter.Vector _, Parameter.Source _ -> { }
        }
    }

    private void act(String what, Runnable action) {
        done.merge(what.startsWith("open") ? "open" : what, 1, Integer::sum);
        try {
            action.run();
        } catch (InputException e) {
            refused++;
        } catch (RuntimeException e) {
            problems.add(what + ": " + e);
        }
    }

    private void await(long milliseconds) throws InterruptedException {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (true) {
            Runnable next = toDo.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
            if (next == null) {
                return;
            }
            act("answer", next);
        }
    }

    private static long heap() {
        System.gc();
        Runtime r = Runtime.getRuntime();
        return r.totalMemory() - r.freeMemory() >> 20;
    }

    /** Threads of run loops that are alive. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("pushforward-run")).count();
    }
}
