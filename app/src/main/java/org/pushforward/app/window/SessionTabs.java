package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import javafx.scene.control.TabPane;

/** The sessions that are open, a tab each. There is always one; the last cannot be closed. */
final class SessionTabs extends TabPane implements AutoCloseable {

    private final Supplier<SessionTab> make;
    private final BiConsumer<SessionTab, Runnable> close;

    /**
     * @param make a tab for another session
     * @param shown called when another session has come to the front
     * @param close told which session is to be closed, and what closes it once the user agrees
     */
    SessionTabs(Supplier<SessionTab> make, Runnable shown, BiConsumer<SessionTab, Runnable> close) {
        this.make = make;
        this.close = close;
        setId("sessions");
        setAccessibleText(say("sessions"));
        getStyleClass().add("sessions");
        setTabDragPolicy(TabDragPolicy.REORDER);
        setMinSize(0, 0);
        add();
        getSelectionModel().selectedItemProperty().addListener((_, before, now) -> {
            if (before instanceof SessionTab b && getTabs().contains(b)) {
                b.show(false);
            }
            if (now instanceof SessionTab n) {
                n.show(true);
                shown.run();
            }
        });
    }

    SessionTab current() {
        return (SessionTab) getSelectionModel().getSelectedItem();
    }

    List<SessionTab> all() {
        return getTabs().stream().map(SessionTab.class::cast).toList();
    }

    /** The session in front if nothing was done in it, else a new one beside it, which comes to the front. */
    SessionTab free() {
        return current().isFresh() ? current() : add();
    }

    private SessionTab add() {
        SessionTab tab = make.get();
        tab.setOnCloseRequest(e -> {
            e.consume();
            close(tab);
        });
        getTabs().add(getSelectionModel().getSelectedIndex() + 1, tab);
        getSelectionModel().select(tab);
        updateClosable();
        return tab;
    }

    private void updateClosable() {
        getTabs().forEach(t -> t.setClosable(getTabs().size() > 1));
    }

    /** Closes a session unless it is the last one or the user would rather keep it. */
    void close(SessionTab tab) {
        if (getTabs().size() > 1) {
            close.accept(tab, () -> {
                getTabs().remove(tab);
                tab.close();
                updateClosable();
            });
        }
    }

    /** The next session to the right, or to the left for a negative number, around the ends. */
    void turn(int by) {
        getSelectionModel().select(Math.floorMod(getSelectionModel().getSelectedIndex() + by, getTabs().size()));
    }

    @Override
    public void close() {
        all().forEach(SessionTab::close);
    }
}
