/** The one script of the pages. Everything works without it; each part below makes something faster or safer. */
import "htmx.org";
import { startClocks } from "./core/clocks.ts";
import { Composer, startComposer } from "./writing/composer.ts";
import { startDialogs } from "./overlay/dialog.ts";
import { startEditing } from "./lists/editpop.ts";
import { FilterBox } from "./lists/filterbox.ts";
import { startForms } from "./writing/forms.ts";
import { startKeysheet } from "./overlay/keysheet.ts";
import { startLive } from "./live/live.ts";
import { startMorph } from "./core/morph.ts";
import { startPalette } from "./overlay/palette.ts";
import { startPopovers } from "./overlay/popover.ts";
import { startPrefs } from "./core/prefs.ts";
import { startPresence } from "./live/presence.ts";
import { startQueue } from "./lists/queue.ts";
import { startShortcuts } from "./overlay/shortcuts.ts";
import { startSplit } from "./lists/split.ts";
import { startSuggest } from "./writing/suggest.ts";
import { startToasts } from "./overlay/toast.ts";
import { FileDrop } from "./writing/uploads.ts";
import { startWallboard } from "./live/wallboard.ts";
import { WeekGrid } from "./writing/week.ts";

startMorph();
startPrefs();
startClocks();
startForms();
startToasts();
startDialogs();
startPopovers();
startEditing();
startSplit();
startQueue();
startComposer();
startPresence();
startSuggest();
startKeysheet();
startPalette();
startShortcuts();
startLive();
startWallboard();

customElements.define("vigie-composer", Composer);
customElements.define("vigie-filter", FilterBox);
customElements.define("vigie-files", FileDrop);
customElements.define("vigie-week", WeekGrid);

document.documentElement.dataset.enhanced = "";
