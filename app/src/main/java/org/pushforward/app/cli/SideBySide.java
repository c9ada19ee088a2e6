package org.pushforward.app.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Does the tasks of several groups on a few threads and hands their results over in the order of the lists. A thread that is free turns to a group that no other is
 * at, while there is one: tasks of one group may share a computation, for which the second would only wait.
 */
final class SideBySide<R> {

    private final class Group {
        private final List<Callable<R>> tasks;
        private final List<CompletableFuture<R>> results = new ArrayList<>();
        private int begun;
        private int atWork;

        Group(List<Callable<R>> tasks) {
            this.tasks = tasks;
            tasks.forEach(t -> results.add(new CompletableFuture<>()));
        }

        boolean hasMore() {
            return begun < tasks.size();
        }

        void run(int task) {
            try {
                results.get(task).complete(tasks.get(task).call());
            } catch (Throwable e) {
                results.get(task).completeExceptionally(e);
            }
        }
    }

    private final List<Group> groups;
    private boolean isOver;

    private SideBySide(List<List<Callable<R>>> work) {
        groups = work.stream().map(Group::new).toList();
    }

    /** @throws RuntimeException what a task threw, the first in the order of the lists; nothing more is begun after it */
    static <R> void run(List<List<Callable<R>>> work, int threads, Consumer<R> found) {
        SideBySide<R> all = new SideBySide<>(work);
        for (int t = 0; t < threads; t++) {
            Thread.ofPlatform().daemon().name("pushforward-side-" + (t + 1)).start(all::serve);
        }
        try {
            all.groups.forEach(g -> g.results.forEach(r -> found.accept(r.join())));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : e;
        } finally {
            all.end();
        }
    }

    private void serve() {
        for (Optional<Runnable> task = next(); task.isPresent(); task = next()) {
            task.get().run();
        }
    }

    private synchronized Optional<Runnable> next() {
        if (isOver) {
            return Optional.empty();
        }
        Optional<Group> chosen = groups.stream().filter(Group::hasMore).min(Comparator.comparingInt(g -> Math.min(g.atWork, 1)));
        return chosen.map(g -> {
            int task = g.begun++;
            g.atWork++;
            return () -> {
                g.run(task);
                leave(g);
            };
        });
    }

    private synchronized void leave(Group g) {
        g.atWork--;
    }

    private synchronized void end() {
        isOver = true;
    }
}
