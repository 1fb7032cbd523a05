import { useStore } from '../api/store.js';
import { Dialog } from '../parts/dialog.js';
import { bindings } from '../parts/keys.js';

/** The keys that hold on this screen. */
export function KeysList({ onClose }: { readonly onClose: () => void }) {
  const present = useStore(bindings);
  return (
    <Dialog title="Keys" onClose={onClose}>
      <table>
        <tbody>
          {present.map(({ keys, does }) => (
            <tr key={`${keys} ${does}`}>
              <th scope="row">
                {keys.split(' ').map((key, index) => (
                  <span key={index}>
                    {index > 0 ? ' then ' : ''}
                    <kbd>{key}</kbd>
                  </span>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div>
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </Dialog>
  );
}
