package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.application.Platform;
import org.pushforward.app.export.SweepTable;
import org.pushforward.app.workspace.Autosave;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.io.CarriedSession;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** Opening, saving, closing and recovering sessions, and giving them sources. Files are read and written off the FX thread. */
final class SessionActions {

    private static final List<String> IMAGES = List.of("jpg", "jpeg", "png", "gif", "bmp");

    private static final List<String> DATA = Stream.concat(IMAGES.stream(), Stream.of("csv", "tsv", "txt", "npy", "npz", "json")).toList();

    /** What opens with a file that nothing is open for. */
    private static final String FOR_PICTURES = "photograph";
    private static final String FOR_POINTS = "sinkhorn";

    private final SessionTabs tabs;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;
    private final Path home;
    private final RecentSessions recent;
    private final Runnable saved;

    /**
     * @param home where copies for recovery are kept
     * @param saved called when a session has been saved
     */
    SessionActions(SessionTabs tabs, Dialogs dialogs, MessageBar messages, Aside aside, Path home, RecentSessions recent, Runnable saved) {
        this.tabs = tabs;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
        this.home = home;
        this.recent = recent;
        this.saved = saved;
    }

    // ---- opening and saving

    void openSession() {
        dialogs.chooseOpen(say("session.open"), say("session.open-kind"), List.of("json", "png", "svg")).ifPresent(this::openSession);
    }

    /** A session, a picture that carries one, or a source. */
    void openAny(Path path) {
        if (path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            openSession(path);
        } else if (CarriedSession.isPicture(path)) {
            aside.work("open", () -> CarriedSession.in(path), carried -> carried.ifPresentOrElse(_ -> openSession(path), () -> openSource(path)));
        } else {
            openSource(path);
        }
    }

    void openSession(Path path) {
        aside.work("open", () -> read(path), session -> {
            SessionTab tab = tabs.free();
            tab.open(session, "");
            if (!CarriedSession.isPicture(path)) {
                tab.setFile(path);
            }
            recent.add(path);
            messages.show(Signal.GOOD, say("session.opened", path.getFileName()));
        });
    }

    private Session read(Path path) {
        return new SessionFile(Catalogue::find, this::askOnFxThread).read(path);
    }

    /** A path inside a file that somebody sent is read only when the user says so. */
    private boolean askOnFxThread(Path named) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Platform.runLater(() -> answer.complete(dialogs.confirm(say("session.may-read"), named.toString(), say("session.read"))));
        return answer.join();
    }

    void save() {
        save(tabs.current(), () -> { });
    }

    void saveAs() {
        saveAs(tabs.current(), () -> { });
    }

    private void save(SessionTab tab, Runnable then) {
        tab.file().ifPresentOrElse(f -> save(tab, f, then), () -> saveAs(tab, then));
    }

    private void saveAs(SessionTab tab, Runnable then) {
        String suggestion = tab.workspace().title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".pushforward.json";
        dialogs.chooseSave(say("session.save", tab.workspace().title()), suggestion, say("session.kind"), "json").ifPresent(f -> save(tab, f, then));
    }

    private void save(SessionTab tab, Path path, Runnable then) {
        Session session = tab.workspace().session(tab.panes().view(), true);
        long revision = tab.workspace().revision();
        aside.work("save", () -> {
            SessionFile.write(path, session);
            return path;
        }, p -> {
            tab.setFile(p);
            recent.add(p);
            tab.workspace().markSaved(revision);
            saved.run();
            messages.show(Signal.GOOD, say("saved", p));
            then.run();
        });
    }

    // ---- closing

    /** Calls {@code then} once everything in these sessions is saved or given up, and never if the user would rather stay. */
    void mayClose(List<SessionTab> closing, Runnable then) {
        List<SessionTab> unsaved = closing.stream().filter(t -> t.workspace().isChanged()).toList();
        if (unsaved.isEmpty()) {
            then.run();
            return;
        }
        switch (dialogs.askToSave(unsaved.stream().map(t -> t.workspace().title()).toList())) {
            case SAVE -> saveAll(unsaved, then);
            case DISCARD -> then.run();
            case CANCEL -> { }
        }
    }

    private void saveAll(List<SessionTab> unsaved, Runnable then) {
        if (unsaved.isEmpty()) {
            then.run();
        } else {
            save(unsaved.getFirst(), () -> saveAll(unsaved.subList(1, unsaved.size()), then));
        }
    }

    // ---- recovering

    /** Offers what a crash left behind; what is not answered is offered again at the next start. */
    void offerRecovery() {
        Autosave.problem(home).ifPresent(p -> messages.show(Signal.WARNING, p));
        List<Path> left = Autosave.leftBehind(home);
        if (!left.isEmpty()) {
            boolean one = left.size() == 1;
            messages.show(Signal.WARNING, one ? say("recover.one") : say("recover.many", left.size()),
                    new MessageBar.Remedy(say(one ? "recover.it" : "recover.them"), () -> left.forEach(this::recover)),
                    new MessageBar.Remedy(say(one ? "recover.discard-it" : "recover.discard-them"), () -> {
                        left.forEach(Autosave::discard);
                        messages.show(Signal.OPEN, say("recover.discarded"));
                    }));
        }
    }

    private void recover(Path left) {
        aside.work("recover", () -> read(left), session -> {
            tabs.free().recover(session, left);
            messages.show(Signal.GOOD, say("recover.done", session.title()));
        });
    }

    // ---- sources

    /** A file of one's own, in an experiment that makes something of it; {@code preset} opens one. */
    void openData(Consumer<String> preset) {
        dialogs.chooseOpen(say("source.open-data"), say("source.data-kind"), DATA).ifPresent(path -> {
            String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
            if (!name.endsWith(".json")) {
                preset.accept(IMAGES.stream().anyMatch(e -> name.endsWith("." + e)) ? FOR_PICTURES : FOR_POINTS);
            }
            openAny(path);
        });
    }

    /** What {@code pushforward sweep} has written. */
    void openSweep() {
        dialogs.chooseOpen(say("sweep.open"), say("sweep.kind"), List.of("csv")).ifPresent(path -> aside.work("open", () -> SweepTable.read(path),
                table -> SweepWindow.show(tabs.getScene().getWindow(), table, path.toString(), tabs.current().panes().theme())));
    }

    void openImage() {
        dialogs.chooseOpen(say("source.open-image"), say("source.image-kind"), IMAGES).ifPresent(this::openSource);
    }

    /** The file becomes the first source of the selected run that takes files of its kind. */
    private void openSource(Path path) {
        String name = path.getFileName().toString();
        String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Optional<Parameter.Source> taker = tabs.current().workspace().selected().stream().flatMap(r -> r.experiment().parameters().stream())
                .filter(Parameter.Source.class::isInstance).map(Parameter.Source.class::cast)
                .filter(s -> s.extensions().contains(extension)).findFirst();
        taker.ifPresentOrElse(p -> setSource(p, path), () -> messages.show(Signal.WARNING, say("source.none", name)));
    }

    void chooseSource(Parameter.Source parameter) {
        dialogs.chooseOpen(say("source.open", parameter.kind()), parameter.kind(), parameter.extensions()).ifPresent(p -> setSource(parameter, p));
    }

    private void setSource(Parameter.Source parameter, Path path) {
        SessionTab tab = tabs.current();
        aside.work("open", () -> SourceFile.file(path.toString()), s -> tab.workspace().setSource(parameter, s));
    }
}
