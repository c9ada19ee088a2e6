package org.pushforward.app.window;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Scene;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;

/**
 * The keys of the window and what they do, in one place: the scene and the help read the same list. A key without modifiers is left to
 * a text field or slider that has the focus and can use it.
 */
final class Shortcuts {

    /** A key, its meaning in words, and the action. */
    record Shortcut(String keys, String meaning, Runnable action) { }

    private final Map<KeyCombination, Shortcut> byKey = new LinkedHashMap<>();

    Shortcuts(List<Shortcut> all) {
        all.forEach(s -> byKey.put(KeyCombination.valueOf(s.keys()), s));
    }

    List<Shortcut> all() {
        return List.copyOf(byKey.values());
    }

    void install(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, e -> {
            if (belongsToFocus(scene, e)) {
                return;
            }
            for (var entry : byKey.entrySet()) {
                if (entry.getKey().match(e)) {
                    entry.getValue().action().run();
                    e.consume();
                    return;
                }
            }
            if ("?".equals(e.getText()) && !e.isShortcutDown()) {
                byKey.values().stream().filter(s -> s.keys().equals("F1")).forEach(s -> s.action().run());
                e.consume();
            }
        });
    }

    private static boolean belongsToFocus(Scene scene, KeyEvent e) {
        return switch (scene.getFocusOwner()) {
            case TextInputControl _ -> !e.isShortcutDown() && !e.getCode().isFunctionKey();
            case ComboBoxBase<?> box -> box.isShowing();
            case Slider _ -> e.getCode().isArrowKey();
            case null, default -> false;
        };
    }
}
