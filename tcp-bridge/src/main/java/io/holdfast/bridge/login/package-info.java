/**
 * How two sides prove to each other that they know a secret, without saying it, and the files that such things are
 * read from. Knows neither sockets nor frames: peers and the queue server both build on it.
 */
package io.holdfast.bridge.login;
