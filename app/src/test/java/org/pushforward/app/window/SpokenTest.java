package org.pushforward.app.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.pushforward.app.window.Awaited.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.ToolBar;
import javafx.scene.control.Tooltip;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.pushforward.views.plane.PaneView;
import org.pushforward.views.text.Language;

/** What the window says to whoever speaks German, and to whoever does not see it. */
class SpokenTest extends RealWindow {

    @Override
    void open(Stage stage) {
        System.setProperty("pushforward.language", "de");
        super.open(stage);
    }

    @AfterEach
    void speakEnglish() {
        System.setProperty("pushforward.language", "en");
    }

    @Test
    void nothingIsLeftInEnglishAndEveryControlHasAName() {
        await("a run", () -> window.workspace().runs().size() == 1 && window.workspace().runs().getFirst().snapshot().isPresent());
        // What German says in other words; short ones may be names that an experiment or a session gives.
        Set<String> english = Language.ENGLISH.keys().stream().filter(k -> !Language.ENGLISH.text(k).equals(Language.GERMAN.text(k))).map(Language.ENGLISH::text)
                .filter(t -> t.length() > 8).collect(Collectors.toSet());
        assertThat(texts()).hasSizeGreaterThan(80).doesNotContainAnyElementsOf(english).contains("Datei", "Rückgängig", "Wahrheit", "Abspielen (Leertaste)");
        assertThat(nodes().filter(n -> n instanceof Control || n instanceof PaneView).filter(n -> n.isVisible() && (n.isFocusTraversable() || n instanceof PaneView))
                .filter(n -> name(n).isBlank())).isEmpty();
    }

    private Stream<Node> nodes() {
        return window.stage().getScene().getRoot().lookupAll("*").stream();
    }

    private List<String> texts() {
        List<String> all = new ArrayList<>();
        nodes().forEach(n -> {
            all.add(name(n));
            switch (n) {
                case MenuBar bar -> bar.getMenus().forEach(m -> items(m, all));
                case Labeled l -> all.add(l.getText());
                case TextInputControl t -> all.add(t.getPromptText());
                default -> { }
            }
            if (n instanceof Control c && c.getTooltip() instanceof Tooltip t) {
                all.add(t.getText());
            }
        });
        return all.stream().filter(t -> t != null && !t.isBlank()).toList();
    }

    private static void items(MenuItem i, List<String> all) {
        all.add(i.getText());
        if (i instanceof Menu m) {
            m.getItems().forEach(k -> items(k, all));
        }
    }

    /** What a screen reader says of it; a list, a page and a bar speak through what is in them. */
    private static String name(Node n) {
        String own = n.getAccessibleText();
        return own != null ? own : switch (n) {
            case Labeled l -> String.valueOf(l.getText());
            case ListView<?> _, ScrollPane _, ScrollBar _, ToolBar _, MenuBar _ -> n.getTypeSelector();
            default -> "";
        };
    }
}
