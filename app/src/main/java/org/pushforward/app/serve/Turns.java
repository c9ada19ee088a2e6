package org.pushforward.app.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/**
 * The calls of one connection, answered one after the other on a thread of its own, so that one under way can be taken back on the same connection: the
 * runs are paused, and it has no answer. Used from the thread that reads.
 */
final class Turns implements AutoCloseable {

    /** So many lines are read before their turn. */
    private static final int AHEAD = 64;
    /** A call that is only about to begin is paused again, in milliseconds. */
    private static final long AGAIN = 20;

    private final Protocol protocol;
    private final OutputStream out;
    private final ExecutorService turns = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pushforward-turns").factory());
    private final Semaphore room = new Semaphore(AHEAD);
    private final Set<JsonNode> known = new HashSet<>();
    private final Set<JsonNode> takenBack = new HashSet<>();
    private Optional<JsonNode> now = Optional.empty();
    private Optional<IOException> broken = Optional.empty();

    Turns(Protocol protocol, OutputStream out) {
        this.protocol = protocol;
        this.out = out;
    }

    /** A line, which waits for its turn unless it takes back another. */
    void take(String line) throws IOException {
        Optional<JsonNode> back = Protocol.takesBack(line);
        if (back.isPresent()) {
            takeBack(back.get());
            return;
        }
        Optional<JsonNode> id = Protocol.id(line);
        synchronized (this) {
            id.ifPresent(known::add);
        }
        say(() -> begins(id) ? protocol.answer(line).filter(_ -> !ends(id)) : Optional.empty());
    }

    /** What is said once everything before it is. */
    void say(Supplier<Optional<String>> answer) throws IOException {
        synchronized (this) {
            if (broken.isPresent()) {
                throw broken.get();
            }
        }
        room.acquireUninterruptibly();
        turns.execute(() -> {
            try {
                Optional<String> line = answer.get();
                if (line.isPresent()) {
                    out.write((line.get() + "\n").getBytes(StandardCharsets.UTF_8));
                    out.flush();
                }
            } catch (IOException e) {
                synchronized (this) {
                    broken = Optional.of(e);
                }
            } finally {
                room.release();
            }
        });
    }

    private synchronized void takeBack(JsonNode id) {
        if (known.contains(id) && takenBack.add(id) && isNow(id)) {
            Thread.ofVirtual().name("pushforward-stop").start(() -> {
                while (isNow(id)) {
                    protocol.pause();
                    rest();
                }
            });
        }
    }

    private static void rest() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isNow(JsonNode id) {
        return now.filter(id::equals).isPresent();
    }

    private synchronized boolean begins(Optional<JsonNode> id) {
        if (id.filter(takenBack::contains).isPresent()) {
            ends(id);
            return false;
        }
        now = id;
        return true;
    }

    /** Whether it was taken back. */
    private synchronized boolean ends(Optional<JsonNode> id) {
        now = Optional.empty();
        id.ifPresent(known::remove);
        return id.filter(takenBack::remove).isPresent();
    }

    /** When all is answered. */
    @Override
    public void close() {
        turns.close();
    }
}
