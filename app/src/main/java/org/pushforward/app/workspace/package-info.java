/** What is open, without any pixels: runs, undo, sessions, autosave, preferences. Confined to one thread, the window's. */
package org.pushforward.app.workspace;
