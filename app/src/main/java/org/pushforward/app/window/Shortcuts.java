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
 * a text field or slider that has the focus and can use it. Signs lie on other keys on other keyboards, so what counts is the sign.
 */
final class Shortcuts {

    /** A key, its meaning in words, and the action. */
    record Shortcut(String keys, String meaning, Runnable action) {

        /** For reading: "Ctrl+Shift+Z", "→". */
        String words() {
            return keys.replace("Shortcut", "Ctrl").replace("Right", "→").replace("Left", "←");
        }
    }

    private final Map<KeyCombination, Shortcut> byKey = new LinkedHashMap<>();
    private final Map<String, Shortcut> bySign = new LinkedHashMap<>();

    Shortcuts(List<Shortcut> all) {
        for (Shortcut s : all) {
            if (s.keys().length() == 1 && !Character.isLetterOrDigit(s.keys().charAt(0))) {
                bySign.put(s.keys(), s);
            } else {
                byKey.put(KeyCombination.valueOf(s.keys()), s);
            }
        }
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
            Shortcut sign = bySign.getOrDefault(e.getText(), bySign.get(e.getCode().getChar()));
            if (sign != null && !e.isShortcutDown()) {
                sign.action().run();
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
