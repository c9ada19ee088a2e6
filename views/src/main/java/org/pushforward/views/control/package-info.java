/**
 * The controls around the panes: parameters, transport, health, truth, gallery, messages. They show values that they are given and
 * report what the user does; no method's mathematics and no run is owned here. Everything runs on the JavaFX application thread.
 */
package org.pushforward.views.control;
