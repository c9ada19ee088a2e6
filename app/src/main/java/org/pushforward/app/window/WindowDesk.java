package org.pushforward.app.window;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javafx.application.Platform;
import org.pushforward.app.serve.Desk;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** The session in front of a window, driven from code while it is seen. Used from any thread but the window's own. */
public final class WindowDesk implements Desk {

    private final WorkbenchWindow window;
    private final SessionTabs tabs;
    private Optional<String> complaint = Optional.empty();

    WindowDesk(WorkbenchWindow window, SessionTabs tabs, MessageBar messages) {
        this.window = window;
        this.tabs = tabs;
        messages.messageProperty().addListener((_, _, m) -> {
            if (m.signal() == Signal.WARNING || m.signal() == Signal.BAD) {
                complaint = Optional.of(m.text());
            }
        });
    }

    @Override
    public <T> T ask(Supplier<T> question) {
        try {
            return CompletableFuture.supplyAsync(question, Platform::runLater).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException r ? r : e;
        }
    }

    @Override
    public Workspace workspace() {
        return tabs.current().workspace();
    }

    @Override
    public ViewSettings view() {
        return tabs.current().panes().view();
    }

    /** Beside what is there, if that is not saved. */
    @Override
    public void open(Session session) {
        window.open(session);
    }

    @Override
    public Optional<InputException> refusal() {
        Optional<InputException> now = complaint.map(InputException::new);
        complaint = Optional.empty();
        return now;
    }

    /** The window stays, for the hand. */
    @Override
    public void close() { }
}
