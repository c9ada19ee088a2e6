package org.pushforward.app.window;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.pushforward.app.workspace.Autosave;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.app.workspace.Workspace;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.io.Npy;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.io.Vtk;
import org.pushforward.engine.run.RunSnapshot;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.raster.PaneContent;
import org.pushforward.views.raster.PaneRenderer;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.RunHistory;
import org.pushforward.views.raster.Page;
import org.pushforward.views.raster.SnapshotHistory;
import org.pushforward.views.raster.ViewState;

/** Opening, saving, recovering and exporting. Files are read and written off the FX thread; what fails is told in one line. */
final class SessionActions {

    private static final List<String> IMAGES = List.of("jpg", "jpeg", "png", "gif", "bmp");

    private final Workspace workspace;
    private final PaneArea panes;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Autosave autosave;
    private final Runnable saved;
    private Optional<Path> file = Optional.empty();
    private boolean autosaved;
    private final BooleanProperty recording = new SimpleBooleanProperty(this, "recording");

    /** @param saved called when the session has been saved */
    SessionActions(Workspace workspace, PaneArea panes, Dialogs dialogs, MessageBar messages, Autosave autosave, Runnable saved) {
        this.workspace = workspace;
        this.panes = panes;
        this.dialogs = dialogs;
        this.messages = messages;
        this.autosave = autosave;
        this.saved = saved;
    }

    void forgetFile() {
        file = Optional.empty();
    }

    boolean mayDiscard(String question) {
        return dialogs.confirm(question, "Changes since the last save are lost.", "Discard");
    }

    // ---- sessions

    void openSession() {
        dialogs.chooseOpen("Open a session", "Pushforward session", List.of("json")).ifPresent(this::openSession);
    }

    /** A session or a source, by its name. */
    void openAny(Path path) {
        if (path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            openSession(path);
        } else {
            openSource(path);
        }
    }

    void openSession(Path path) {
        SessionFile reader = new SessionFile(Catalogue::find, named -> askOnFxThread(named));
        later("open", () -> reader.read(path), session -> {
            workspace.open(session);
            panes.restore(session.view());
            file = Optional.of(path);
            messages.show(Signal.GOOD, "Opened " + path.getFileName());
        });
    }

    /** A path inside a file that somebody sent is read only when the user says so. */
    private boolean askOnFxThread(Path named) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Platform.runLater(() -> answer.complete(dialogs.confirm("May the session read this file?", named.toString(), "Read it")));
        return answer.join();
    }

    void save() {
        if (file.isPresent()) {
            save(file.get());
        } else {
            saveAs();
        }
    }

    void saveAs() {
        String suggestion = workspace.title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".json";
        dialogs.chooseSave("Save the session", suggestion, "Pushforward session", "json").ifPresent(this::save);
    }

    private void save(Path path) {
        Session session = workspace.session(panes.view(), true);
        later("save", () -> {
            SessionFile.write(path, session);
            return path;
        }, p -> {
            file = Optional.of(p);
            workspace.markSaved();
            saved.run();
            messages.show(Signal.GOOD, "Saved " + p);
        });
    }

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

    void offerRecovery() {
        autosave.problem().ifPresent(p -> messages.show(Signal.WARNING, p));
        autosave.leftBehind().ifPresent(left -> messages.show(Signal.WARNING, "The last session ended unexpectedly",
                new MessageBar.Remedy("Recover it", () -> {
                    SessionFile reader = new SessionFile(Catalogue::find, this::askOnFxThread);
                    later("recover", () -> reader.read(left), session -> {
                        workspace.open(session);
                        panes.restore(session.view());
                        autosave.discard(left);
                        messages.show(Signal.GOOD, "Recovered the session");
                    });
                }), new MessageBar.Remedy("Discard it", () -> {
                    autosave.discard(left);
                    messages.show(Signal.OPEN, "Discarded");
                })));
    }

    // ---- sources

    void openImage() {
        dialogs.chooseOpen("Open an image", "Image", IMAGES).ifPresent(this::openSource);
    }

    /** The file becomes the first source of the selected run that takes files of its kind. */
    private void openSource(Path path) {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Optional<Parameter.Source> taker = workspace.selected().stream().flatMap(r -> r.experiment().parameters().stream())
                .filter(Parameter.Source.class::isInstance).map(Parameter.Source.class::cast)
                .filter(s -> s.extensions().contains(extension)).findFirst();
        taker.ifPresentOrElse(p -> later("open", () -> SourceFile.file(path.toString()), s -> workspace.setSource(p, s)),
                () -> messages.show(Signal.WARNING, name + ": this experiment takes no such file"));
    }

    void chooseSource(Parameter.Source parameter) {
        dialogs.chooseOpen("Open " + parameter.kind(), parameter.kind(), parameter.extensions())
                .ifPresent(p -> later("open", () -> SourceFile.file(p.toString()), s -> workspace.setSource(parameter, s)));
    }

    // ---- export

    /** Arrays, metrics, mesh and picture of the selected run, into a folder. */
    void exportData() {
        workspace.selected().flatMap(OpenRun::snapshot).ifPresent(s -> dialogs.chooseFolder("Folder for the data").ifPresent(folder -> {
            ViewState view = panes.first().map(p -> p.viewState(2)).orElse(ViewState.DARK);
            later("export", () -> {
                Npy.writeAll(s.frame(), folder);
                Csv.write(s.history(), folder.resolve("metrics.csv"));
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
        dialogs.chooseSave("Save the picture", content.pane().id() + ".png", "PNG picture", "png").ifPresent(path -> later("export", () -> {
            Raster raster = new Raster(2400, 1800);
            new PaneRenderer().render(content, view.withUiScale(2), raster);
            Png.write(raster.pixels(), raster.width(), raster.height(), path);
            return path;
        }, p -> messages.show(Signal.GOOD, "Saved " + p)));
    }

    /** Every frame from now on as a numbered picture, until it is stopped; the run waits for each. */
    void record() {
        if (recording.get()) {
            recording.set(false);
            workspace.withLoop((_, loop) -> loop.stopRecording());
            messages.show(Signal.GOOD, "Recording stopped");
            return;
        }
        dialogs.chooseFolder("Folder for the pictures").ifPresent(folder -> workspace.withLoop((run, loop) -> {
            ViewState view = panes.first().map(p -> p.viewState(1)).orElse(ViewState.DARK);
            Page page = new Page();
            Raster raster = new Raster(1600, 1000);
            recording.set(true);
            loop.record(frame -> {
                page.render(run.experiment().panes(), frame, List.of(), view, raster);
                Png.write(raster.pixels(), raster.width(), raster.height(), folder.resolve(String.format(Locale.ROOT, "frame-%06d.png", frame.step())));
            });
            messages.show(Signal.OPEN, "Recording every frame to " + folder);
        }));
    }

    ReadOnlyBooleanProperty recordingProperty() {
        return recording;
    }

    /** Every plot has its numbers as a table. */
    void showNumbers() {
        workspace.selected().flatMap(OpenRun::snapshot).ifPresent(s -> NumbersWindow.show(panes.getScene().getWindow(), s, () -> saveNumbers(s)));
    }

    private void saveNumbers(RunSnapshot s) {
        dialogs.chooseSave("Save the numbers", "metrics.csv", "Comma-separated values", "csv").ifPresent(path -> later("save", () -> {
            Csv.write(s.history(), path);
            return path;
        }, p -> messages.show(Signal.GOOD, "Saved " + p)));
    }

    // ---- off the FX thread

    private <T> void later(String what, Supplier<T> work, Consumer<T> then) {
        Thread.ofPlatform().daemon().name("pushforward-" + what).start(() -> {
            try {
                T result = work.get();
                Platform.runLater(() -> then.accept(result));
            } catch (InputException e) {
                Platform.runLater(() -> messages.show(Signal.WARNING, e.getMessage() + (e.hint().isEmpty() ? "" : " – " + e.hint())));
            } catch (RuntimeException e) {
                Platform.runLater(() -> dialogs.error("Could not " + what + ".", "", e.toString()));
            }
        });
    }
}
