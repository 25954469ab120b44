@NullMarked
package dev.mailwarden.mail;

import org.jspecify.annotations.NullMarked;
