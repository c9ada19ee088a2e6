package org.pushforward.app.window;

import static org.pushforward.views.text.Language.say;

import java.nio.file.Path;
import java.util.function.Supplier;
import javafx.stage.Stage;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.PlugIns;
import org.pushforward.engine.io.Presets;
import org.pushforward.engine.run.Session;
import org.pushforward.views.control.MessageBar;
import org.pushforward.views.control.Signal;

/** What the user adds to the gallery: presets of their own, and plug-ins, about which is asked first. Belongs to the FX thread. */
record OwnThings(Stage stage, Path home, Supplier<SessionTab> current, Dialogs dialogs, MessageBar messages, Aside aside, PresetShelf shelf, Runnable shown) {

    /** Asks once about each jar that lies in the folder of plug-ins; says which of them could not be loaded. */
    void askAboutPlugIns() {
        for (PlugIns.PlugIn p : Catalogue.plugIns()) {
            if (p.answer() == PlugIns.Answer.UNASKED) {
                boolean yes = dialogs.confirm(say("plugin.ask", p.name()),
                        say("plugin.rights") + "\nSHA-256 " + p.hash(), say("plugin.load"));
                PlugIns.answer(p.jar(), yes);
            } else if (!p.problem().isEmpty()) {
                messages.show(Signal.WARNING, say("plugin.left-out", p.name(), p.problem()));
            }
        }
    }

    /** What is open becomes a preset of the gallery, with the words of its user. */
    void keepAsPreset() {
        SessionTab tab = current.get();
        Session now = tab.workspace().session(tab.panes().view(), false);
        new KeepSheet(stage, now).ask().ifPresent(session -> aside.work("keep", () -> Presets.keep(home, session), file -> {
            shelf.readOwn(aside.failed()::accept);
            shown.run();
            messages.show(Signal.GOOD, say("preset.kept", file));
        }));
    }

    /** An own preset leaves the gallery; the session stays open. */
    void forgetPreset() {
        String name = current.get().preset();
        if (!Presets.isOwn(name)) {
            messages.show(Signal.WARNING, say("preset.not-own"));
        } else if (dialogs.confirm(say("preset.forget", shelf.named(name).session().title()), say("preset.forget-detail"), say("preset.forget-it"))) {
            Presets.forget(home, name);
            shelf.readOwn(aside.failed()::accept);
            shown.run();
        }
    }
}
