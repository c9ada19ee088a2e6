package org.pushforward.app.window;

import static org.pushforward.views.text.Language.counted;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.pushforward.app.workspace.OpenRun;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.io.BibTex;
import org.pushforward.engine.io.VerdictStore;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** The papers behind the methods: all as a table, those of what is on screen for one's own text. */
final class Literature {

    private final Supplier<SessionTab> current;
    private final MessageBar messages;
    private final VerdictStore verdicts;
    private final Consumer<Experiment> open;

    /** @param open opens an experiment in the window */
    Literature(Supplier<SessionTab> current, MessageBar messages, VerdictStore verdicts, Consumer<Experiment> open) {
        this.current = current;
        this.messages = messages;
        this.verdicts = verdicts;
        this.open = open;
    }

    void showPapers() {
        PapersWindow.show(current.get().panes().getScene().getWindow(), verdicts, open, this::copied);
    }

    /** The papers of the runs of the session in front. */
    void copyBibTex() {
        copied(current.get().workspace().runs().stream().map(OpenRun::experiment).distinct().flatMap(e -> e.description().citations().stream()).distinct().toList());
    }

    private void copied(List<Experiment.Citation> citations) {
        ClipboardContent content = new ClipboardContent();
        content.putString(BibTex.of(citations));
        Clipboard.getSystemClipboard().setContent(content);
        messages.show(Signal.GOOD, counted("copied.bibtex", citations.size()));
    }
}
