-- A request for approval is about whose contract it is by now.
create trigger contract_approval after update of owner_id on contracts_contract for each row
    when (old.owner_id is distinct from new.owner_id) execute function approvals_follow_owner('contract');
