package org.pushforward.app.window;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.stage.Window;

/**
 * The keys of the window and what they do, in one place: the scene and the help read the same list. A key without modifiers is left to
 * a text field or slider that has the focus and can use it. Signs lie on other keys on other keyboards, so what counts is the sign. A
 * key that is held acts again and again only where that makes sense: a theme that flickers does not.
 */
final class Shortcuts {

    /** A key, or several between bars of which the first is shown, its meaning in words, and the action; {@code repeats} while it is held. */
    record Shortcut(String keys, String meaning, boolean repeats, Runnable action) {

        /** For reading: "Ctrl+Shift+Z", "→". */
        String words() {
            return keys.split("\\|")[0].replace("Plus", "+").replace("Minus", "−").replace("Page_", "Page ").replace("Shortcut", "Ctrl").replace("Right", "→").replace("Left", "←");
        }
    }

    private final Map<KeyCombination, Shortcut> byKey = new LinkedHashMap<>();
    private final Map<String, Shortcut> bySign = new LinkedHashMap<>();
    private final Set<KeyCode> down = EnumSet.noneOf(KeyCode.class);
    private Consumer<Shortcut> told = _ -> { };
    private BooleanSupplier paging = () -> false;

    Shortcuts(List<Shortcut> all) {
        for (Shortcut s : all) {
            if (s.keys().length() == 1 && !Character.isLetterOrDigit(s.keys().charAt(0))) {
                bySign.put(s.keys(), s);
            } else {
                for (String keys : s.keys().split("\\|")) {
                    byKey.put(KeyCombination.valueOf(keys), s);
                }
            }
        }
    }

    /** Somebody wants to know which keys were pressed. */
    void tell(Consumer<Shortcut> listener) {
        told = listener;
    }

    /** When the keys for pages are ours even where something could be scrolled: whoever lectures has them in hand. */
    void page(BooleanSupplier always) {
        paging = always;
    }

    void install(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_RELEASED, e -> down.remove(e.getCode()));
        // What is released in another window is not told to this one.
        scene.windowProperty().flatMap(Window::focusedProperty).addListener((_, _, _) -> down.clear());
        scene.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            boolean held = !down.add(e.getCode());
            if (!belongsToFocus(scene, e)) {
                meant(e).ifPresent(s -> {
                    if (!held || s.repeats()) {
                        s.action().run();
                        told.accept(s);
                    }
                    e.consume();
                });
            }
        });
    }

    private Optional<Shortcut> meant(KeyEvent e) {
        return byKey.entrySet().stream().filter(k -> k.getKey().match(e)).map(Map.Entry::getValue).findFirst()
                .or(() -> Optional.ofNullable(bySign.getOrDefault(e.getText(), bySign.get(e.getCode().getChar()))).filter(_ -> !e.isShortcutDown()));
    }

    private boolean belongsToFocus(Scene scene, KeyEvent e) {
        return switch (scene.getFocusOwner()) {
            case TextInputControl _ -> !e.isShortcutDown() && !e.getCode().isFunctionKey();
            case ComboBoxBase<?> box -> box.isShowing();
            case Slider _ -> e.getCode().isArrowKey();
            case ListView<?> _, ScrollPane _ -> !paging.getAsBoolean() && (e.getCode() == KeyCode.PAGE_UP || e.getCode() == KeyCode.PAGE_DOWN);
            case null, default -> false;
        };
    }
}
