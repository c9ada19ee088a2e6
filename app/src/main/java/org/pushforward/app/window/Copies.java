package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;
import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.function.Supplier;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.pushforward.app.export.CommandText;
import org.pushforward.app.export.ExportWish;
import org.pushforward.app.export.Journal;
import org.pushforward.app.export.ProblemReport;
import org.pushforward.app.export.SessionExport;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Check;
import org.pushforward.engine.io.Csv;
import org.pushforward.engine.run.Session;
import org.pushforward.engine.run.Verifier;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;
import org.pushforward.views.raster.PaneColors;
import org.pushforward.views.raster.Raster;
import org.pushforward.views.raster.SessionPage;

/** What is carried out of the window by the clipboard, and the report of a problem. */
final class Copies {

    private final Supplier<SessionTab> current;
    private final Dialogs dialogs;
    private final MessageBar messages;
    private final Aside aside;
    private final Journal journal;
    private final Runnable save;

    /** @param save lets the user save the session in front */
    Copies(Supplier<SessionTab> current, Dialogs dialogs, MessageBar messages, Aside aside, Journal journal, Runnable save) {
        this.current = current;
        this.dialogs = dialogs;
        this.messages = messages;
        this.aside = aside;
        this.journal = journal;
        this.save = save;
    }

    private static Session session(SessionTab tab) {
        return tab.workspace().session(tab.panes().view(), false);
    }

    /** The panes as they are arranged, twice as fine as on screen. */
    void picture() {
        SessionTab tab = current.get();
        List<SessionPage.Shown> shown = Exports.shown(tab);
        if (shown.isEmpty()) {
            return;
        }
        Session session = session(tab);
        PaneColors theme = tab.panes().theme().colors();
        ExportWish wish = ExportWish.figure(2 * tab.panes().getWidth(), 2 * tab.panes().getHeight(), false, ExportWish.Ground.AS_SHOWN, OptionalDouble.of(2));
        aside.work("copy", () -> SessionExport.figure(session, shown, theme, wish).raster(), raster -> {
            ClipboardContent content = new ClipboardContent();
            content.putImage(image(raster));
            Clipboard.getSystemClipboard().setContent(content);
            messages.show(Signal.GOOD, say("copied.picture", raster.width(), raster.height()));
        });
    }

    private static WritableImage image(Raster raster) {
        WritableImage image = new WritableImage(raster.width(), raster.height());
        image.getPixelWriter().setPixels(0, 0, raster.width(), raster.height(), PixelFormat.getIntArgbPreInstance(), raster.pixels(), 0, raster.width());
        return image;
    }

    /** The diagnostics of every step, as a spreadsheet takes them. */
    void numbers() {
        current.get().workspace().selected().flatMap(OpenRun::snapshot).ifPresent(s -> {
            copy(Csv.of(s.history()).replace(',', '\t'));
            messages.show(Signal.GOOD, counted("copied.numbers", s.history().size()));
        });
    }

    /** What the Truth panel says of this run: check, value, what is allowed, whether it holds. */
    void checks() {
        current.get().workspace().selected().flatMap(OpenRun::snapshot).ifPresent(s -> {
            List<Check.Verdict> verdicts = Verifier.live(s.definition().experiment().checks(), s);
            copy(verdicts.stream().map(v -> String.join("\t", v.check().name(), Double.toString(v.value()), v.check().criterion().toString(), say(v.pass() ? "check.holds" : "check.does-not-hold")))
                    .collect(Collectors.joining("\n", "", "\n")));
            messages.show(Signal.GOOD, counted("copied.checks", verdicts.size()));
        });
    }

    /** The command line that makes what is shown. */
    void command() {
        SessionTab tab = current.get();
        Optional<String> line = CommandText.of(session(tab), tab.file().filter(_ -> !tab.workspace().isChanged()));
        line.ifPresentOrElse(l -> {
            copy(l);
            messages.show(Signal.GOOD, say("copied.command", l));
        }, () -> messages.show(Signal.OPEN, say("copied.command-not"),
                new MessageBar.Remedy(say("menu.save"), save)));
    }

    private static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /** One file for whoever mends it. */
    void reportProblem() {
        Session session = session(current.get());
        dialogs.chooseSave(say("report.choose"), "pushforward-report.zip", say("report.kind"), "zip").ifPresent(file -> aside.work("report", () -> {
            ProblemReport.write(session, journal.lines(), file);
            return file;
        }, f -> messages.show(Signal.GOOD, say("report.saved", f))));
    }
}
