package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Preferences;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.ViewState;

/** What the sessions tell the window. */
final class WindowHost implements SessionTab.Host {

    private final WorkbenchWindow window;
    private final Words words;
    private final MessageBar messages;
    private final Preferences preferences;
    private final Problems problems;
    private boolean recoveryOffered;

    WindowHost(WorkbenchWindow window, Words words, MessageBar messages, Preferences preferences, Problems problems) {
        this.window = window;
        this.words = words;
        this.messages = messages;
        this.preferences = preferences;
        this.problems = problems;
    }

    @Override
    public void onChange(SessionTab tab, boolean urgent) {
        if (!tab.isSelected()) {
            return;
        }
        words.change(urgent);
        if (urgent) {
            // At once, so that it cannot replace what is said later.
            tab.messages().show();
        }
        if (!recoveryOffered && tab.workspace().selected().flatMap(OpenRun::snapshot).isPresent()) {
            recoveryOffered = true;
            preferences.notices().stream().findFirst().ifPresent(n -> messages.show(Signal.WARNING, n));
            window.sessions().offerRecovery();
        }
    }

    @Override
    public void onProblem(String what, Throwable problem) {
        if (problem instanceof IllegalStateException) {
            messages.show(Signal.WARNING, what);
        } else {
            problems.report(problem);
        }
    }

    @Override
    public void onKeptFuture(SessionTab tab, OpenRun kept) {
        messages.show(Signal.OPEN, say("future.kept", kept.name()),
                new MessageBar.Remedy(say("future.compare"), () -> tab.panes().setComparing(true)),
                new MessageBar.Remedy(say("future.discard"), () -> tab.workspace().close(kept.id())));
    }

    @Override
    public void onPaint(List<Double> xy, double radius, double strength) {
        window.workspace().brush(xy, radius, strength);
    }

    @Override
    public void onPainted() {
        window.workspace().endBrush();
    }

    @Override
    public void onMaximise(boolean maximised) { }

    @Override
    public void onExport(PaneContent content, ViewState view) {
        window.exports().exportPane(content, view);
    }

    @Override
    public void onExplain(PaneView view, PaneContent content) {
        window.teaching().explain(view, content);
    }

    @Override
    public void onBroken(RuntimeException e) {
        problems.report(e);
    }
}
