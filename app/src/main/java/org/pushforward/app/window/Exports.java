package org.pushforward.app.window;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.Vtk;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.RunHistory;
import org.pushforward.views.raster.SnapshotHistory;
import org.pushforward.views.raster.ViewState;

/** Data, pictures and numbers of the session in front, as files. */
final class Exports {

    private final Supplier<SessionTab> current;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;

    Exports(Supplier<SessionTab> current, Dialogs dialogs, MessageBar messages, Aside aside) {
        this.current = current;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
    }

    /** Arrays, metrics, mesh and picture of the selected run, into a folder. */
    void exportData() {
        SessionTab tab = current.get();
        tab.workspace().selected().flatMap(OpenRun::snapshot).ifPresent(s -> dialogs.chooseFolder("Folder for the data").ifPresent(folder -> {
            ViewState view = tab.panes().first().map(p -> p.viewState(2)).orElse(ViewState.DARK);
            aside.work("export", () -> {
                Npy.writeAll(s.frame(), folder);
                Csv.write(s.history(), folder.resolve("metrics.csv"));
                Csv.writeTables(s.frame(), folder);
                s.frame().layers().stream().filter(Layer.Mesh.class::isInstance).map(Layer.Mesh.class::cast)
                        .forEach(m -> Vtk.write(m, folder.resolve(m.id() + ".vtk")));
                picture(s, view, folder.resolve("frame.png"));
                return folder;
            }, f -> messages.show(Signal.GOOD, "Exported to " + f));
        }));
    }

    private static void picture(RunSnapshot s, ViewState view, Path to) {
        Raster raster = new Raster(3200, 2000);
        new Page().render(s.definition().experiment().panes(), s.frame(),
                List.of(new RunHistory("", new SnapshotHistory(s.history()), 0)), view, raster);
        Png.write(raster.pixels(), raster.width(), raster.height(), to);
    }

    void exportPane(PaneContent content, ViewState view) {
        dialogs.chooseSave("Save the picture", content.pane().id() + ".png", "PNG picture", "png").ifPresent(path -> aside.work("export", () -> {
            Raster raster = new Raster(2400, 1800);
            new PaneRenderer().render(content, view.withUiScale(2), raster);
            Png.write(raster.pixels(), raster.width(), raster.height(), path);
            return path;
        }, p -> messages.show(Signal.GOOD, "Saved " + p)));
    }

    /** Every plot has its numbers as a table. */
    void showNumbers() {
        SessionTab tab = current.get();
        tab.workspace().selected().flatMap(OpenRun::snapshot)
                .ifPresent(s -> NumbersWindow.show(tab.panes().getScene().getWindow(), s, () -> saveNumbers(s)));
    }

    private void saveNumbers(RunSnapshot s) {
        dialogs.chooseSave("Save the numbers", "metrics.csv", "Comma-separated values", "csv").ifPresent(path -> aside.work("save", () -> {
            Csv.write(s.history(), path);
            return path;
        }, p -> messages.show(Signal.GOOD, "Saved " + p)));
    }
}
