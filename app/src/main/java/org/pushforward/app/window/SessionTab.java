package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.nio.file.Path;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Tab;
import org.pushforward.app.workspace.Autosave;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.run.CheckpointBudget;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Theme;
import org.pushforward.views.plane.PaneView;

/** A session that is open: its runs, its panes, its file and its copy for recovery. Pictures are drawn only while its tab is in front. */
final class SessionTab extends Tab implements AutoCloseable {

    /** What concerns the whole window. */
    interface Host extends PaneView.Listener {

        /** Something of a session is to be shown. @param urgent nothing will follow that would be shown instead */
        void onChange(SessionTab tab, boolean urgent);

        /** A run could not be made, or a change was refused. */
        void onProblem(String what, Throwable problem);

        void onKeptFuture(SessionTab tab, OpenRun kept);
    }

    private final Workspace workspace;
    private final PaneArea panes;
    private final Messages messages;
    private final Host host;
    private Autosave autosave;
    private Optional<Path> file = Optional.empty();
    private String preset = "";
    private boolean autosaved;

    SessionTab(Host host, MessageBar bar, Theme theme, CheckpointBudget checkpoints, Path home) {
        this.host = host;
        workspace = new Workspace(Platform::runLater, Runtime.getRuntime().availableProcessors(), checkpoints, new Listener());
        panes = new PaneArea(workspace, host);
        panes.setTheme(theme);
        messages = new Messages(bar, workspace);
        autosave = Autosave.in(home);
        setContent(panes);
    }

    Workspace workspace() {
        return workspace;
    }

    PaneArea panes() {
        return panes;
    }

    Messages messages() {
        return messages;
    }

    /** Where it was saved to or opened from. */
    Optional<Path> file() {
        return file;
    }

    void setFile(Path newFile) {
        file = Optional.of(newFile);
    }

    /** The preset it began with, or empty. */
    String preset() {
        return preset;
    }

    /** Nothing was done in it, so another preset may take its place. */
    boolean isFresh() {
        return !workspace.isChanged() && file.isEmpty();
    }

    void open(Session session, String fromPreset) {
        preset = fromPreset;
        panes.reset();
        workspace.open(session);
        panes.restore(session.view());
        messages.again();
        title();
    }

    /** Goes on with a session that was left behind, and with its copy: it stays until it is saved or given up. */
    void recover(Session session, Path left) {
        open(session, "");
        workspace.markChanged();
        autosave.close();
        autosave = Autosave.of(left);
        autosaved = true;
        title();
    }

    /** The name in the tab, with a dot while something is not saved, and behind others that its runs go on. */
    void title() {
        boolean trains = workspace.selected().filter(r -> r.experiment().trains()).isPresent();
        String goesOn = isSelected() || !workspace.isPlaying() ? "" : " " + say(trains ? "tab.training" : "tab.running");
        String text = workspace.title() + goesOn + (workspace.isChanged() ? " •" : "");
        if (!text.equals(getText())) {
            setText(text);
        }
    }

    /** Keeps a copy while something is not saved. */
    void autosave() {
        // Made even if nothing has changed: the first time takes milliseconds, which do not show while the window opens.
        Session now = workspace.session(panes.view(), false);
        if (workspace.isChanged()) {
            autosaved = true;
            autosave.save(now);
        } else if (autosaved) {
            // Saved by the user: an older copy must not be offered after a crash.
            autosaved = false;
            autosave.clear();
        }
    }

    /** Called when the tab comes to the front or leaves it. */
    void show(boolean inFront) {
        if (inFront) {
            panes.arrange();
            messages.again();
        } else {
            workspace.letGo();
            panes.suspend();
        }
        title();
    }

    /** Ends the runs; nothing is left to recover. */
    @Override
    public void close() {
        panes.close();
        workspace.close();
        autosave.close();
    }

    private final class Listener implements Workspace.Listener {

        @Override
        public void onRuns() {
            if (isSelected()) {
                panes.arrange();
            }
            host.onChange(SessionTab.this, true);
        }

        @Override
        public void onSnapshot(OpenRun run, RunSnapshot snapshot) {
            if (isSelected()) {
                panes.fill();
            }
            host.onChange(SessionTab.this, !workspace.isPlaying());
        }

        @Override
        public void onProblem(String what, Throwable problem) {
            host.onProblem(what, problem);
        }

        @Override
        public void onFork(OpenRun fork) {
            panes.setComparing(true);
        }

        @Override
        public void onKeptFuture(OpenRun kept) {
            host.onKeptFuture(SessionTab.this, kept);
        }
    }
}
