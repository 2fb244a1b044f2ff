/** The one script of the pages. Everything works without it; each part below makes something faster or safer. */
import "htmx.org";
import { startClocks } from "./clocks.ts";
import { Composer, startComposer } from "./composer.ts";
import { startDialogs } from "./dialog.ts";
import { startEditing } from "./editpop.ts";
import { FilterBox } from "./filterbox.ts";
import { startForms } from "./forms.ts";
import { startKeysheet } from "./keysheet.ts";
import { startLive } from "./live.ts";
import { startMorph } from "./morph.ts";
import { startPalette } from "./palette.ts";
import { startPopovers } from "./popover.ts";
import { startPrefs } from "./prefs.ts";
import { startPresence } from "./presence.ts";
import { startQueue } from "./queue.ts";
import { startShortcuts } from "./shortcuts.ts";
import { startSplit } from "./split.ts";
import { startSuggest } from "./suggest.ts";
import { startToasts } from "./toast.ts";
import { FileDrop } from "./uploads.ts";
import { startWallboard } from "./wallboard.ts";
import { WeekGrid } from "./week.ts";

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
