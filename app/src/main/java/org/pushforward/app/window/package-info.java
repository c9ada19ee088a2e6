/** The window: assembles the widgets of {@code views} around a {@link org.pushforward.app.workspace.Workspace}. FX thread only. */
package org.pushforward.app.window;
