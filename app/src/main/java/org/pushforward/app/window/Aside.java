package org.pushforward.app.window;

import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;

/** Work with files off the FX thread; what fails is told. */
record Aside(Consumer<Throwable> failed) {

    /** @param then gets the result, on the FX thread */
    <T> void work(String what, Supplier<T> work, Consumer<T> then) {
        Thread.ofPlatform().daemon().name("pushforward-" + what).start(() -> {
            try {
                T result = work.get();
                Platform.runLater(() -> then.accept(result));
            } catch (RuntimeException | OutOfMemoryError e) {
                Platform.runLater(() -> failed.accept(e));
            }
        });
    }
}
