namespace Recsys.MLNet.State;

/// <content>Versions to change: of users, items and lists, made where there are none, dropped when nobody reads them any more.</content>
public sealed partial class WorldState
{
    private T Edit<T>(Cell<T> cell) where T : class, IVersion<T>
    {
        if (_live && !cell.Waiting)
        {
            cell.Waiting = true;
            _edited.Enqueue(cell);
        }
        return cell.Edit(_applying, _readers, InPlace);
    }

    /// <summary>Drops what the events before have replaced, once nobody reads it: otherwise every user and item would be kept twice.</summary>
    private void Trim()
    {
        int stillRead = 16; // so many at the end of their turn, and the rest waits for the next event
        for (int n = _edited.Count; n > 0 && stillRead > 0; n--)
        {
            var cell = _edited.Dequeue();
            if (cell.Trim(_applying, _readers.Oldest))
            {
                cell.Waiting = false;
            }
            else
            {
                _edited.Enqueue(cell);
                stillRead--;
            }
        }
    }

    private ItemState EditItem(string id, long time)
    {
        int number = _itemIds.Find(id);
        if (number >= 0 && _items[number] is { } cell)
            return Edit(cell);
        number = _itemIds.Add(id);
        if (number >= _items.Length)
        {
            var grown = new Cell<ItemState>?[_items.Length * 2];
            _items.CopyTo(grown, 0);
            Volatile.Write(ref _items, grown);
        }
        var item = new ItemState(number, id) { FirstSeen = time, Slots = new float[_schema.ItemNumbers] };
        ((IVersion<ItemState>)item).Sequence = _applying;
        Volatile.Write(ref _items[number], new Cell<ItemState>(item, _spareItems));
        return item;
    }

    private UserState EditUser(string id, long time)
    {
        for (int step = 0; step < 8; step++)
        {
            if (!_users.TryGetValue(id, out var cell))
                break;
            if (cell.Newest.MergedInto is { } into)
            {
                id = into;
                continue;
            }
            var user = Edit(cell);
            user.Touch(time, TimedWithinUser, Options);
            return user;
        }
        return NewUser(id, time);
    }

    private UserState NewUser(string id, long time)
    {
        var user = new UserState(id) { Slots = new float[_schema.UserNumbers] };
        ((IVersion<UserState>)user).Sequence = _applying;
        user.Touch(time, TimedWithinUser, Options);
        _users[id] = new Cell<UserState>(user);
        return user;
    }

    /// <summary>Puts another state behind an id, the old one still readable as of earlier events.</summary>
    private void Replace(string id, Cell<UserState> cell, UserState with)
    {
        ((IVersion<UserState>)with).Sequence = _applying;
        ((IVersion<UserState>)with).Previous = InPlace ? null : ((IVersion<UserState>)cell.Newest).Previous;
        _users[id] = new Cell<UserState>(with);
    }
}
