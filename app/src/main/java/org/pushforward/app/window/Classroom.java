package org.pushforward.app.window;

import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.Experiment;

/** The window as lessons and the bar of a lecture use it. */
record Classroom(WorkbenchWindow window, PresetShelf shelf, Node root, SidePane side, SessionActions sessions) implements Teaching.Window, LectureBar.Commands {

    @Override
    public void open(String preset) {
        window.openPreset(preset);
    }

    @Override
    public Workspace workspace() {
        return window.workspace();
    }

    @Override
    public void panes(List<String> ids) {
        workspace().selected().ifPresent(r -> window.panes().choose(r.experiment(), ids));
    }

    @Override
    public void compare() {
        window.panes().setComparing(true);
    }

    @Override
    public Experiment experimentOf(String preset) {
        return shelf.named(preset).experiment();
    }

    @Override
    public Node lookup(String id) {
        return root.lookup("#" + id);
    }

    @Override
    public Optional<Node> reveal(String parameter) {
        return side.reveal(parameter);
    }

    @Override
    public void showLessons(boolean on) {
        window.showLessons(on);
    }

    @Override
    public double textSize() {
        return window.size().factor();
    }

    @Override
    public void openData() {
        sessions.openData(window::openPreset);
    }

    @Override
    public void turnPreset(int by) {
        window.turnPreset(by);
    }

    @Override
    public void setLooping(boolean on) {
        workspace().setLooping(on);
    }

    @Override
    public void changeSize(int by) {
        window.changeSize(by);
    }

    @Override
    public void toggleTheme() {
        window.toggleTheme();
    }

    @Override
    public void leave() {
        window.toggleLecture();
    }
}
