package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.SessionExport;
import org.pushforward.app.export.SessionPicture;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.raster.Figure;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.PageLayout;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.SavedView;
import org.pushforward.views.raster.SessionPage;
import org.pushforward.views.raster.SnapshotHistory;
import org.pushforward.views.raster.ViewState;

/** Figures and numbers of the session in front, as files. */
final class Exports {

    private static final int PANE_WIDTH = 2400;
    private static final int PANE_HEIGHT = 1800;

    private final Supplier<SessionTab> current;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;
    private ExportWish wish = ExportWish.FIRST;

    Exports(Supplier<SessionTab> current, Dialogs dialogs, MessageBar messages, Aside aside) {
        this.current = current;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
    }

    /** The session as it stands. */
    private Session session() {
        SessionTab tab = current.get();
        return tab.workspace().session(tab.panes().view(), true);
    }

    /** Its runs as they stand; those that are still being made are left out. */
    static List<SessionPage.Shown> shown(SessionTab tab) {
        return tab.workspace().runs().stream().flatMap(r -> r.snapshot().map(s -> shown(r, s)).stream()).toList();
    }

    private static SessionPage.Shown shown(OpenRun r, RunSnapshot s) {
        return new SessionPage.Shown(r.name(), s.definition().experiment(), s.frame(), new SnapshotHistory(s.history()));
    }

    /** Asks what is wanted, and writes it into a folder. */
    void export() {
        SessionTab tab = current.get();
        Optional<OpenRun> front = tab.workspace().selected().filter(r -> r.snapshot().isPresent());
        if (front.isEmpty()) {
            return;
        }
        RunSnapshot s = front.get().snapshot().orElseThrow();
        List<Pane> panes = SessionPage.arranged(new SavedView(tab.panes().view()), PaneColors.DARK, 1, shown(tab)).contents().stream()
                .map(Page.Content::pane).distinct().toList();
        dialogs.askExport(panes, wish).ifPresent(w -> {
            // Panes are chosen anew each time: another experiment has others.
            wish = w.ofAllPanes();
            dialogs.chooseFolder(say("export.folder")).ifPresent(folder -> {
                Session session = session();
                List<SessionPage.Shown> shown = shown(tab);
                SessionPage.Shown data = shown(front.get(), s);
                PaneColors theme = tab.panes().theme().colors();
                messages.show(Signal.OPEN, say("export.begun", folder));
                aside.work("export", () -> {
                    SessionExport.write(session, shown, data, Csv.of(s.history()), theme, w, folder);
                    return folder;
                }, f -> messages.show(Signal.GOOD, say("export.done", f)));
            });
        });
    }

    /** One pane as a picture that carries the session: as PNG, or as SVG or PDF where the name says so. */
    void exportPane(PaneContent content, ViewState view) {
        dialogs.chooseSave(say("export.picture"), content.pane().id() + ".png", say("export.picture-kind"), "png,svg,pdf").ifPresent(path -> {
            Session session = session();
            Page.Content drawn = new Page.Content(content.pane(), content.frame(), content.histories(), view.withUiScale(2));
            SessionPage.Arranged page = new SessionPage.Arranged(PageLayout.alone(1, List.of()), List.of(drawn));
            Figure figure = new Figure(page, PANE_WIDTH, PANE_HEIGHT, Optional.empty(), content.pane().title());
            aside.work("export", () -> {
                new SessionPicture(figure, session).write(path);
                return path;
            }, p -> messages.show(Signal.GOOD, say("saved", p)));
        });
    }

    /** Every plot has its numbers as a table. */
    void showNumbers() {
        SessionTab tab = current.get();
        tab.workspace().selected().flatMap(OpenRun::snapshot)
                .ifPresent(s -> NumbersWindow.show(tab.panes().getScene().getWindow(), s, () -> saveNumbers(s)));
    }

    private void saveNumbers(RunSnapshot s) {
        dialogs.chooseSave(say("export.numbers"), "metrics.csv", say("export.numbers-kind"), "csv").ifPresent(path -> aside.work("save", () -> {
            Csv.write(s.history(), path);
            return path;
        }, p -> messages.show(Signal.GOOD, say("saved", p))));
    }
}
